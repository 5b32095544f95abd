namespace MedSsl.Dicom.Network.Server;

/// <summary>One timer for all waiting of a connection, wound up again for each wait; it also ends with the server.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;
    private readonly CancellationToken stopping;

    public Deadline(TimeProvider time, CancellationToken stopping)
    {
        this.stopping = stopping;
        timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
    }

    public CancellationToken Token => linked.Token;

    public bool HasPassed => timer.IsCancellationRequested && !stopping.IsCancellationRequested;

    public CancellationToken In(TimeSpan time)
    {
        timer.CancelAfter(time);
        return linked.Token;
    }

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
