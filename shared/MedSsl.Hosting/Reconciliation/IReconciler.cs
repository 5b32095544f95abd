namespace MedSsl.Hosting.Reconciliation;

/// <summary>
/// Compares what a service's inputs in the object store say with its outputs, and redoes or re-publishes what is missing. It runs at
/// start, on a schedule, and when its <see cref="ReconcileSignal{T}"/> is set. It must be idempotent: two passes at once may do work
/// twice, never make a difference.
/// </summary>
public interface IReconciler
{
    /// <summary>Name in logs, metrics and <c>medssl reconcile</c>.</summary>
    string Name { get; }

    /// <summary>One pass; answers how many things it had to do.</summary>
    Task<int> ReconcileAsync(CancellationToken cancellationToken);
}
