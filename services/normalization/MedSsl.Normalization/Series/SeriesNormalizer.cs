using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Similarity;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Volumes;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Prometheus;

namespace MedSsl.Normalization.Series;

/// <summary>
/// One series from its manifest to samples, or to energies while its group has no reference; <see cref="SeriesRecords"/> stores and tells. One image is in
/// memory at a time, whatever the length of the series.
/// </summary>
internal sealed class SeriesNormalizer(
    IObjectStore store,
    SeriesDecoder decoder,
    VolumeBuilder volumes,
    SeriesRecords records,
    ReferenceStore references,
    ReferencePins pins,
    ReferenceGroups groups,
    ReconcileSignal<ReferenceReconciler> referencesSignal,
    IOptions<NormalizationOptions> options,
    IOptions<HostingOptions> hosting,
    ILogger<SeriesNormalizer> logger)
{
    public async Task NormalizeAsync(SeriesCompleted message, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        if (await LoadAsync(message, cancellationToken) is not { } manifest)
        {
            return;
        }

        using var timer = NormalizationMetrics.Duration.WithLabels(Modalities.Group(manifest.Modality)).NewTimer();
        var group = await groups.OfAsync(manifest, cancellationToken);
        var work = new SeriesWork(message, manifest, group, await pins.OfAsync(message.Dataset, cancellationToken));
        if (await references.FindAsync(group, work.Pin.Version, cancellationToken) is not { } reference)
        {
            await StoreMeasuredAsync(work, bus, cancellationToken);
        }
        else if (!await records.ShareAsync(work, reference, bus, cancellationToken))
        {
            await StoreNormalizedAsync(work, reference, bus, cancellationToken);
        }
    }

    /// <summary>The manifest that the event names; null when a newer one replaced it, whose own event is on its way, and when its patient was withdrawn.</summary>
    private async Task<SeriesManifest?> LoadAsync(SeriesCompleted message, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await store.ReadVerifiedJsonAsync<SeriesManifest>(message.Manifest, cancellationToken);
            return await store.IsWithdrawnAsync(manifest.PatientId, cancellationToken) ? null : manifest;
        }
        catch (ObjectIntegrityException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ManifestReplaced(logger, message.Dataset, message.SeriesUid);
            return null;
        }
    }

    private async Task StoreNormalizedAsync(SeriesWork work, StoredReference reference, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        using var spool = new SampleSpool(hosting.Value.CacheFolder);
        var encoder = new SampleEncoder(work, reference.Energies, options.Value.Passes);
        var duplicates = options.Value.NearDuplicates ? new NearDuplicateSearch(options.Value.NearDuplicateSettings()) : null;
        var findings = await SeriesFindings.OfAsync(Images(work, cancellationToken), (decoded, image) =>
        {
            var sample = encoder.Encode(decoded, image);
            spool.Add(sample);
            duplicates?.Add(Thumbnail.Of(image));
            return sample.Metadata.Energies;
        });

        // A renormalized dataset brings no news of a scanner: its images were measured when they came.
        if (findings.Keys.Count > 0 && work.Pin.RenormalizedFrom is null)
        {
            await store.PutJsonAsync(
                ObjectKeys.SeriesEnergies(work.Event.Dataset, work.Group, findings.Scanner, work.Event.SeriesUid),
                new SeriesEnergies { Keys = findings.Keys, Energies = findings.Energies, Probe = findings.Probe },
                PutCondition.Overwrite, cancellationToken);
        }

        foreach (var (index, repeats) in duplicates?.Found().Index() ?? [])
        {
            if (repeats is { } kept)
            {
                spool.MarkNearDuplicate(index, spool.Samples[kept].Key);
                NormalizationMetrics.NearDuplicates.WithLabels(work.Modality).Inc();
            }
        }

        await AddVolumeAsync(work, spool, findings.Failures, cancellationToken);
        await records.StoreAsync(work, reference.Object, spool, findings.Failures, bus, cancellationToken);
    }

    /// <summary>Adds the volume of the series to its samples, or the reason why there is none to its failures. The slices go on either way.</summary>
    private async Task AddVolumeAsync(SeriesWork work, SampleSpool spool, List<NormalizationFailure> failures, CancellationToken cancellationToken)
    {
        if (!options.Value.Volumes || !(work.Modality == "CT" || (work.Modality == "MR" && options.Value.VolumesOfMr)))
        {
            return;
        }

        var (volume, bodyPart, problem) = await volumes.BuildAsync(work.Manifest, cancellationToken);
        if (volume is not null)
        {
            spool.Add(VolumeEncoder.Encode(work.Manifest, volume, bodyPart));
        }
        else
        {
            failures.Add(new NormalizationFailure { SopInstanceUid = work.Manifest.SeriesUid, Frame = -1, Reason = $"No volume: {problem!.Reason}", ReasonCode = problem.Code });
        }

        NormalizationMetrics.Volumes.WithLabels(work.Modality, problem?.Code ?? "stored").Inc();
    }

    private async Task StoreMeasuredAsync(SeriesWork work, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var bands = new EnergyBandSettings();
        var findings = await SeriesFindings.OfAsync(Images(work, cancellationToken), (_, image) => EnergyBandDecomposition.Energies(image, bands));
        if (findings.Keys.Count == 0)
        {
            // Nothing of this series will ever be normalized: it must not hold up the reference, nor its import.
            await records.StoreAsync(work, null, null, findings.Failures, bus, cancellationToken);
            return;
        }

        await store.PutJsonAsync(
            ObjectKeys.MeasuredSeries(work.Group, work.Event.Dataset, work.Event.SeriesUid),
            new MeasuredSeries { Event = work.Event, Energies = findings.Energies, Keys = findings.Keys, Probe = findings.Probe },
            PutCondition.Overwrite, cancellationToken);
        referencesSignal.Set();
    }

    private IAsyncEnumerable<DecodedImage> Images(SeriesWork work, CancellationToken cancellationToken) =>
        decoder.DecodeAsync(work.Manifest, options.Value.WorkingSize, cancellationToken);
}
