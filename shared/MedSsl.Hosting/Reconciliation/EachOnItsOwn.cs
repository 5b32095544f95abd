namespace MedSsl.Hosting.Reconciliation;

/// <summary>Passes of a reconciler over things that have nothing to do with each other.</summary>
public static class EachOnItsOwn
{
    /// <summary>
    /// Sums <paramref name="work"/> over all items. One that fails does not keep the others waiting; the failures are thrown together at the end, so that
    /// the pass counts as failed and is tried again.
    /// </summary>
    /// <exception cref="AggregateException">Some items failed.</exception>
    public static async Task<int> SumAsync<T>(IEnumerable<T> items, Func<T, Task<int>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(work);
        var sum = 0;
        var failures = new List<Exception>();
        foreach (var item in items)
        {
            try
            {
                sum += await work(item);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? sum : throw new AggregateException(failures);
    }
}
