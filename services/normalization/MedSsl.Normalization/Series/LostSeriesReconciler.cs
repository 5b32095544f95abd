using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.Series;

/// <summary>Publishes the completion of a series again when its manifest is newer than anything normalization made of it.</summary>
internal sealed class LostSeriesReconciler(IObjectStore store, CurrentManifests manifests, RepublishGate gate) : IReconciler
{
    public string Name => "lost-series";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        // Manifest and record of a series share the end of their keys, so three listings answer what millions of reads would.
        var done = await LastModifiedAsync(ObjectKeys.NormalizationRecordPrefix, key => key[ObjectKeys.NormalizationRecordPrefix.Length..], cancellationToken);
        var measured = await LastModifiedAsync(ObjectKeys.MeasuredPrefixAll, key => key[ObjectKeys.MeasuredPrefixAll.Length..].Split('/', 2)[1], cancellationToken);
        var republished = 0;
        await foreach (var manifest in store.ListAsync(ObjectKeys.SeriesManifestPrefix, cancellationToken))
        {
            var series = manifest.Key[ObjectKeys.SeriesManifestPrefix.Length..];
            var isHandled = IsSince(done, series, manifest.LastModified) || IsSince(measured, series, manifest.LastModified);
            if (!isHandled && gate.IsDue(manifest.Key, manifest.LastModified))
            {
                await manifests.PublishAsync(manifest.Key, cancellationToken);
                republished++;
            }
        }

        return republished;
    }

    private static bool IsSince(Dictionary<string, DateTimeOffset> times, string series, DateTimeOffset manifest) =>
        times.TryGetValue(series, out var time) && time >= manifest;

    private async Task<Dictionary<string, DateTimeOffset>> LastModifiedAsync(string prefix, Func<string, string> seriesOf, CancellationToken cancellationToken)
    {
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            times[seriesOf(found.Key)] = found.LastModified;
        }

        return times;
    }
}
