using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
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

/// <summary>One series from its manifest to samples, or to energies while its group has no reference; <see cref="SeriesRecords"/> stores and tells.</summary>
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
    ILogger<SeriesNormalizer> logger)
{
    public async Task NormalizeAsync(SeriesCompleted message, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        if (await LoadAsync(message, cancellationToken) is not { } manifest)
        {
            return;
        }

        var modality = Modalities.Group(manifest.Modality);
        using var timer = NormalizationMetrics.Duration.WithLabels(modality).NewTimer();
        var images = decoder.DecodeAsync(manifest, options.Value.WorkingSize, cancellationToken);
        var group = await groups.OfAsync(manifest, cancellationToken);
        var pin = await pins.OfAsync(message.Dataset, cancellationToken);
        if (await references.FindAsync(group, pin.Version, cancellationToken) is { } reference)
        {
            await StoreNormalizedAsync(message, manifest, images, group, pin, reference, bus, cancellationToken);
        }
        else
        {
            await StoreMeasuredAsync(message, manifest, images, group, pin, bus, cancellationToken);
        }
    }

    /// <summary>The manifest that the event names; null when a newer one replaced it, whose own event is on its way.</summary>
    private async Task<SeriesManifest?> LoadAsync(SeriesCompleted message, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadVerifiedJsonAsync<SeriesManifest>(message.Manifest, cancellationToken);
        }
        catch (ObjectIntegrityException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ManifestReplaced(logger, message.Dataset, message.SeriesUid);
            return null;
        }
    }

    private async Task StoreNormalizedAsync(
        SeriesCompleted message, SeriesManifest manifest, IAsyncEnumerable<DecodedImage> images, string group, ReferencePin pin, StoredReference reference, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var samples = new List<EncodedSample>();
        var thumbnails = new List<Thumbnail>();
        var failures = new List<NormalizationFailure>();
        var probes = new List<IReadOnlyList<double>>();
        var scanner = ScannerName.Unknown;
        await foreach (var image in images)
        {
            if (image.Image is null)
            {
                failures.Add(image.ToFailure());
            }
            else
            {
                samples.Add(SampleEncoder.Encode(manifest, image, reference.Energies, options.Value.Passes));
                probes.AddRange(image.DeliveredEnergies is null ? [] : [DriftProbe.Of(image.DeliveredEnergies, samples[^1].Metadata.Energies)]);
                scanner = image.Scanner;
                thumbnails.Add(Thumbnail.Of(image.Image));
            }
        }

        // A renormalized dataset brings no news of a scanner: its images were measured when they came.
        if (samples.Count > 0 && pin.RenormalizedFrom is null)
        {
            await store.PutJsonAsync(
                ObjectKeys.SeriesEnergies(message.Dataset, group, scanner, message.SeriesUid),
                new SeriesEnergies
                {
                    Keys = [.. samples.Select(sample => sample.Metadata.Key)],
                    Energies = [.. samples.Select(sample => sample.Metadata.Energies)],
                    Probe = DriftProbe.OfSeries(probes),
                },
                PutCondition.Overwrite, cancellationToken);
        }

        samples = MarkNearDuplicates(Modalities.Group(manifest.Modality), samples, thumbnails);
        await AddVolumeAsync(manifest, samples, failures, cancellationToken);
        await records.StoreAsync(message, manifest, pin.Version, reference.Object, samples, failures, bus, cancellationToken);
    }

    private List<EncodedSample> MarkNearDuplicates(string modality, List<EncodedSample> samples, List<Thumbnail> thumbnails)
    {
        if (!options.Value.NearDuplicates)
        {
            return samples;
        }

        var marked = NearDuplicateMarks.Apply(samples, thumbnails, options.Value.NearDuplicateSettings());
        NormalizationMetrics.NearDuplicates.WithLabels(modality).Inc(marked.Count(sample => sample.Metadata.NearDuplicateOf is not null));
        return marked;
    }

    /// <summary>Adds the volume of the series to its samples, or the reason why there is none to its failures. The slices go on either way.</summary>
    private async Task AddVolumeAsync(SeriesManifest manifest, List<EncodedSample> samples, List<NormalizationFailure> failures, CancellationToken cancellationToken)
    {
        var modality = Modalities.Group(manifest.Modality);
        if (!options.Value.Volumes || !(modality == "CT" || (modality == "MR" && options.Value.VolumesOfMr)))
        {
            return;
        }

        var (volume, bodyPart, problem) = await volumes.BuildAsync(manifest, cancellationToken);
        if (volume is not null)
        {
            samples.Add(VolumeEncoder.Encode(manifest, volume, bodyPart));
        }
        else
        {
            failures.Add(new NormalizationFailure { SopInstanceUid = manifest.SeriesUid, Frame = -1, Reason = $"No volume: {problem!.Reason}", ReasonCode = problem.Code });
        }

        NormalizationMetrics.Volumes.WithLabels(modality, problem?.Code ?? "stored").Inc();
    }

    private async Task StoreMeasuredAsync(
        SeriesCompleted message, SeriesManifest manifest, IAsyncEnumerable<DecodedImage> images, string group, ReferencePin pin, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var settings = new EnergyBandSettings();
        var energies = new List<IReadOnlyList<double>>();
        var keys = new List<string>();
        var probes = new List<IReadOnlyList<double>>();
        var failures = new List<NormalizationFailure>();
        await foreach (var image in images)
        {
            if (image.Image is null)
            {
                failures.Add(image.ToFailure());
            }
            else
            {
                energies.Add(EnergyBandDecomposition.Energies(image.Image, settings));
                keys.Add(SampleKey.Of(image.Instance.SopInstanceUid, image.Frame));
                probes.AddRange(image.DeliveredEnergies is null ? [] : [DriftProbe.Of(image.DeliveredEnergies, energies[^1])]);
            }
        }

        if (energies.Count == 0)
        {
            // Nothing of this series will ever be normalized: it must not hold up the reference, nor its import.
            await records.StoreAsync(message, manifest, pin.Version, null, [], failures, bus, cancellationToken);
            return;
        }

        await store.PutJsonAsync(
            ObjectKeys.MeasuredSeries(group, message.Dataset, message.SeriesUid),
            new MeasuredSeries { Event = message, Energies = energies, Keys = keys, Probe = DriftProbe.OfSeries(probes) },
            PutCondition.Overwrite, cancellationToken);
        referencesSignal.Set();
    }
}
