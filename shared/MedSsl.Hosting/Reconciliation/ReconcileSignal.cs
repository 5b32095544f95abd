namespace MedSsl.Hosting.Reconciliation;

/// <summary>Wakes the loop of a reconciler before its interval is over. Signals set during a pass cause exactly one more.</summary>
/// <typeparam name="T">The reconciler.</typeparam>
public sealed class ReconcileSignal<T>
    where T : IReconciler
{
    private readonly Signal signal = new();

    /// <summary>Asks for a pass.</summary>
    public void Set() => signal.Set();

    internal Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken) => signal.WaitAsync(interval, cancellationToken);
}
