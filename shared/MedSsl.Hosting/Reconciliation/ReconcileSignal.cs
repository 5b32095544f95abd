namespace MedSsl.Hosting.Reconciliation;

/// <summary>Wakes the loop of a reconciler before its interval is over. Signals set during a pass cause exactly one more.</summary>
/// <typeparam name="T">The reconciler.</typeparam>
public sealed class ReconcileSignal<T>
    where T : IReconciler
{
    private readonly SemaphoreSlim pending = new(0, 1);

    /// <summary>Asks for a pass.</summary>
    public void Set()
    {
        try
        {
            pending.Release();
        }
        catch (SemaphoreFullException)
        {
            // A pass is asked for already.
        }
    }

    internal Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken) => pending.WaitAsync(interval, cancellationToken);
}
