using MedSsl.Coordination;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Hosting.Reconciliation;

/// <summary>Runs one reconciler at start, on its signal and on a schedule; among several processes only one at a time.</summary>
internal sealed class ReconcileLoop<T>(
    T reconciler,
    ReconcileSignal<T> signal,
    ILeaseStore leases,
    IOptions<HostingOptions> options,
    TimeProvider time,
    ILogger<ReconcileLoop<T>> logger) : BackgroundService
    where T : IReconciler
{
    /// <summary>Between two passes, however often the signal is set: a burst of a thousand messages needs few passes, not a thousand.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await PassAsync(stoppingToken);
            await Task.Delay(Spacing, time, stoppingToken);
            await signal.WaitAsync(options.Value.ReconcileInterval, stoppingToken);
        }
    }

    private async Task PassAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LeaseRunner.RunAsync(leases, ReconcilerExtensions.LeaseName(reconciler.Name), options.Value.LeaseDuration, async (_, token) =>
            {
                var repaired = await reconciler.ReconcileAsync(token);
                HostingMetrics.Repaired.WithLabels(reconciler.Name).Inc(repaired);
            }, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // The edge of the process: whatever went wrong in one pass, the next one tries again.
            HostingMetrics.FailedPasses.WithLabels(reconciler.Name).Inc();
            Log.ReconcilePassFailed(logger, reconciler.Name, options.Value.ReconcileInterval, exception);
        }
    }
}
