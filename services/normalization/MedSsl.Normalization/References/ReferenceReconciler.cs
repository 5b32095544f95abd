using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.References;

/// <summary>
/// Fits the reference of a modality when enough series are measured, or when an import ended and nothing more of it is to come, and replays
/// the series that waited for it.
/// </summary>
internal sealed class ReferenceReconciler(
    IObjectStore store, ReferenceStore references, IBus bus, IOptions<NormalizationOptions> options, TimeProvider time, ILogger<ReferenceReconciler> logger) : IReconciler
{
    public string Name => "references";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var waiting = await store.ListAsync(ObjectKeys.MeasuredPrefixAll, cancellationToken).Select(found => found.Key).ToListAsync(cancellationToken);
        var byModality = waiting.GroupBy(key => key[ObjectKeys.MeasuredPrefixAll.Length..].Split('/')[0], StringComparer.Ordinal).ToList();
        var measured = waiting.Select(SeriesOf).ToHashSet();
        var replayed = 0;
        foreach (var modality in byModality)
        {
            if (await references.FindAsync(modality.Key, cancellationToken) is null && !await TryFitAsync(modality.Key, [.. modality], measured, cancellationToken))
            {
                NormalizationMetrics.WaitingSeries.WithLabels(modality.Key).Set(modality.Count());
                continue;
            }

            replayed += await ReplayAsync(modality, cancellationToken);
            NormalizationMetrics.WaitingSeries.WithLabels(modality.Key).Set(0);
        }

        return replayed;
    }

    private async Task<bool> TryFitAsync(string modality, IReadOnlyCollection<string> keys, HashSet<(string, string)> measured, CancellationToken cancellationToken)
    {
        var energies = new List<IReadOnlyList<double>>();
        foreach (var key in keys)
        {
            energies.AddRange((await store.ReadJsonAsync<MeasuredSeries>(key, cancellationToken))?.Energies ?? []);
            if (energies.Count >= options.Value.ReferenceImages)
            {
                break;
            }
        }

        if (energies.Count == 0 || (energies.Count < options.Value.ReferenceImages && !await AnyImportIsMeasuredAsync(keys.Select(SeriesOf).ToHashSet(), measured, cancellationToken)))
        {
            return false;
        }

        var used = energies.Take(options.Value.ReferenceImages).ToList();
        var reference = ReferenceEnergies.Fit(modality, ReferenceStore.Version, new EnergyBandSettings(), used);
        var put = await references.PublishAsync(reference, cancellationToken);
        if (put.Created)
        {
            Log.ReferenceFitted(logger, modality, reference.Version, used.Count);
            await bus.Publish(
                new ReferencePublished
                {
                    Modality = modality,
                    Version = reference.Version,
                    ImageCount = used.Count,
                    Reference = put.Object,
                    PublishedAt = time.GetUtcNow(),
                }, cancellationToken);
        }

        return true;
    }

    private static (string Dataset, string SeriesUid) SeriesOf(string key) =>
        key[ObjectKeys.MeasuredPrefixAll.Length..].Split('/') is [_, var dataset, var file] ? (dataset, Path.ChangeExtension(file, null)) : ("", "");

    /// <summary>
    /// True when some import ended that brought series of the modality, and each of its series is measured or normalized: waiting longer would
    /// bring nothing. The end of an import of other modalities says nothing about this one.
    /// </summary>
    private async Task<bool> AnyImportIsMeasuredAsync(HashSet<(string, string)> ofModality, HashSet<(string, string)> measured, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(ObjectKeys.ImportPrefix, cancellationToken))
        {
            if (await store.ReadJsonAsync<ImportRecord>(found.Key, cancellationToken) is not { } import || !import.SeriesUids.Any(uid => ofModality.Contains((import.Dataset, uid))))
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

    private async Task<int> ReplayAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var replayed = 0;
        foreach (var key in keys)
        {
            if (await store.ReadJsonAsync<MeasuredSeries>(key, cancellationToken) is { } measured)
            {
                await bus.Publish(measured.Event, cancellationToken);
                await store.DeleteAsync(key, cancellationToken);
                replayed++;
            }
        }

        return replayed;
    }
}
