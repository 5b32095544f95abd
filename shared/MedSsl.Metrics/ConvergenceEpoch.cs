namespace MedSsl.Metrics;

/// <summary>How soon a run was about as good as it became: the speed of convergence (Ghesu et al. 2022).</summary>
public static class ConvergenceEpoch
{
    /// <summary>
    /// The first epoch, counted from 1 so that two runs can be divided, whose metric is at least <paramref name="fraction"/> of the best of the run.
    /// Null where there is no such epoch: no epoch, or no metric above 0. An epoch without a figure (NaN) is passed over.
    /// </summary>
    public static int? Of(IReadOnlyList<double> metric, double fraction = 0.98)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var best = metric.Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).Max();
        var epochs = Enumerable.Range(1, metric.Count).Where(epoch => metric[epoch - 1] >= fraction * best);
        return best > 0 ? epochs.Cast<int?>().FirstOrDefault() : null;
    }
}
