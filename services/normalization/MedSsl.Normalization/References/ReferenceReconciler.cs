using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.References;

/// <summary>
/// Fits the reference of a group when enough series are measured, or when an import ended and nothing more of it is to come, and replays the series
/// that waited for it.
/// </summary>
internal sealed class ReferenceReconciler(
    IObjectStore store, ReferenceStore references, ReferencePins pins, IBus bus, IOptions<NormalizationOptions> options) : IReconciler
{
    private sealed record Waiting(string Key, string Group, string Dataset, string SeriesUid);

    public string Name => "references";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var waiting = await store.ListAsync(ObjectKeys.MeasuredPrefixAll, cancellationToken).Select(found => Parse(found.Key)).ToListAsync(cancellationToken);
        var measured = waiting.Select(SeriesOf).ToHashSet();
        var replayed = 0;
        foreach (var group in waiting.GroupBy(series => series.Group, StringComparer.Ordinal))
        {
            var left = 0;
            foreach (var (version, series) in await ByVersionAsync(group, cancellationToken))
            {
                if (await references.ExistsAsync(group.Key, version, cancellationToken) || await TryFitAsync(group.Key, version, series, measured, cancellationToken))
                {
                    replayed += await ReplayAsync(series, cancellationToken);
                }
                else
                {
                    left += series.Count;
                }
            }

            NormalizationMetrics.WaitingSeries.WithLabels(group.Key).Set(left);
        }

        return replayed;
    }

    private async Task<SortedDictionary<string, List<Waiting>>> ByVersionAsync(IEnumerable<Waiting> group, CancellationToken cancellationToken)
    {
        var byVersion = new SortedDictionary<string, List<Waiting>>(StringComparer.Ordinal);
        foreach (var series in group)
        {
            var version = (await pins.OfAsync(series.Dataset, cancellationToken)).Version;
            if (!byVersion.TryGetValue(version, out var list))
            {
                byVersion[version] = list = [];
            }

            list.Add(series);
        }

        return byVersion;
    }

    private async Task<bool> TryFitAsync(string group, string version, List<Waiting> series, HashSet<(string, string)> measured, CancellationToken cancellationToken)
    {
        var sample = new ReferenceSample(options.Value.ReferenceImages, $"{group}/{version}");
        var images = 0;
        foreach (var one in series)
        {
            if (await store.ReadJsonAsync<MeasuredSeries>(one.Key, cancellationToken) is { } found)
            {
                foreach (var (index, energies) in found.Energies.Index())
                {
                    sample.Add(new ReferenceImage(found.Keys?[index] ?? $"{one.SeriesUid}:{index}", one.SeriesUid, energies, found.Probe));
                }

                images += found.Energies.Count;
            }
        }

        var isTime = images >= options.Value.ReferenceImages || await AnyImportIsMeasuredAsync(series.Select(SeriesOf).ToHashSet(), measured, cancellationToken);
        return isTime && await references.FitAsync(group, version, sample, null, cancellationToken);
    }

    private static Waiting Parse(string key) =>
        key[ObjectKeys.MeasuredPrefixAll.Length..].Split('/') is [var group, var dataset, var file] ? new Waiting(key, group, dataset, Path.ChangeExtension(file, null)) : new Waiting(key, "", "", "");

    private static (string Dataset, string SeriesUid) SeriesOf(Waiting series) => (series.Dataset, series.SeriesUid);

    /// <summary>
    /// True when some import ended that brought series of the group, and each of its series is measured or normalized: waiting longer would bring
    /// nothing. The end of an import of other groups says nothing about this one.
    /// </summary>
    private async Task<bool> AnyImportIsMeasuredAsync(HashSet<(string, string)> ofGroup, HashSet<(string, string)> measured, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(ObjectKeys.ImportPrefix, cancellationToken))
        {
            if (await store.ReadJsonAsync<ImportRecord>(found.Key, cancellationToken) is not { } import || !import.SeriesUids.Any(uid => ofGroup.Contains((import.Dataset, uid))))
            {
                continue;
            }

            var isWhole = true;
            foreach (var uid in import.SeriesUids.Where(uid => !measured.Contains((import.Dataset, uid))))
            {
                isWhole &= await store.StatAsync(ObjectKeys.NormalizationRecord(import.Dataset, uid), cancellationToken) is not null;
            }

            if (isWhole)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<int> ReplayAsync(List<Waiting> series, CancellationToken cancellationToken)
    {
        var replayed = 0;
        foreach (var one in series)
        {
            if (await store.ReadJsonAsync<MeasuredSeries>(one.Key, cancellationToken) is { } measured)
            {
                await bus.Publish(measured.Event, cancellationToken);
                await store.DeleteAsync(one.Key, cancellationToken);
                replayed++;
            }
        }

        return replayed;
    }
}
