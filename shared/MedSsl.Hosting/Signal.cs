using System.Threading.Channels;

namespace MedSsl.Hosting;

/// <summary>A doorbell: rung any number of times before somebody listens, it is heard once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => bell.Writer.TryWrite(true);

    /// <summary>Waits for the signal, or for <paramref name="timeout"/>.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await bell.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over; nobody rang.
        }
    }
}
