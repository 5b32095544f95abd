using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion.Series;

/// <summary>Closes a series with its last instance, where it says how many it has. What is missed here, <see cref="IdleSeriesReconciler"/> finds.</summary>
internal sealed class CountedSeriesCloser(OpenSeriesMarkers openSeries, DueSeriesCloser closer, ILogger<CountedSeriesCloser> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (dataset, seriesUid) in openSeries.Counted.ReadAllAsync(stoppingToken))
        {
            try
            {
                await closer.CloseIfDueAsync(dataset, seriesUid, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of this series: its marker is durable, and the next pass of the reconciler tries again.
                Log.CountedSeriesNotClosed(logger, seriesUid, exception);
            }
        }
    }
}
