using System.Security.Cryptography;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
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

/// <summary>Load, compute, store, publish: one series from manifest to bundle.</summary>
internal sealed class SeriesNormalizer(
    IObjectStore store,
    SeriesDecoder decoder,
    VolumeBuilder volumes,
    CurrentManifests manifests,
    ReferenceStore references,
    ReconcileSignal<ReferenceReconciler> referencesSignal,
    IOptions<NormalizationOptions> options,
    TimeProvider time,
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
        if (await references.FindAsync(modality, cancellationToken) is { } reference)
        {
            await StoreNormalizedAsync(message, manifest, images, reference, bus, cancellationToken);
        }
        else
        {
            await StoreMeasuredAsync(message, manifest, images, bus, cancellationToken);
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
        SeriesCompleted message, SeriesManifest manifest, IAsyncEnumerable<DecodedImage> images, ReferenceEnergies reference, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var samples = new List<EncodedSample>();
        var thumbnails = new List<Thumbnail>();
        var failures = new List<NormalizationFailure>();
        await foreach (var image in images)
        {
            if (image.Image is null)
            {
                failures.Add(image.ToFailure());
            }
            else
            {
                samples.Add(SampleEncoder.Encode(manifest, image, reference, options.Value.Passes));
                thumbnails.Add(Thumbnail.Of(image.Image));
            }
        }

        samples = MarkNearDuplicates(Modalities.Group(manifest.Modality), samples, thumbnails);
        await AddVolumeAsync(manifest, samples, failures, cancellationToken);
        await StoreRecordAsync(message, manifest, reference.Version, samples, failures, bus, cancellationToken);
    }

    private List<EncodedSample> MarkNearDuplicates(string modality, List<EncodedSample> samples, List<Thumbnail> thumbnails)
    {
        if (!options.Value.NearDuplicates)
        {
            return samples;
        }

        var settings = new NearDuplicateSettings
        {
            Correlation = options.Value.NearDuplicateCorrelation,
            HashBits = options.Value.NearDuplicateHashBits,
            Quota = options.Value.NearDuplicateQuota,
        };
        var marked = NearDuplicateMarks.Apply(samples, thumbnails, settings);
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

    private async Task StoreRecordAsync(
        SeriesCompleted message, SeriesManifest manifest, string reference, List<EncodedSample> samples, List<NormalizationFailure> failures, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var modality = Modalities.Group(manifest.Modality);
        var record = new NormalizationRecord
        {
            Dataset = message.Dataset,
            Modality = modality,
            SeriesUid = message.SeriesUid,
            ManifestSha256 = message.Manifest.Sha256,
            ReferenceVersion = reference,
            SampleCount = samples.Count,
            Bundle = samples.Count > 0 ? await StoreBundleAsync(modality, message.SeriesUid, reference, samples, cancellationToken) : null,
            Failures = failures,
        };
        var put = await store.PutJsonAsync(ObjectKeys.NormalizationRecord(message.Dataset, message.SeriesUid), record, PutCondition.Overwrite, cancellationToken);
        await bus.Publish(
            new SeriesNormalized
            {
                Dataset = message.Dataset,
                Modality = modality,
                SeriesUid = message.SeriesUid,
                ReferenceVersion = reference,
                SampleCount = samples.Count,
                Record = put.Object,
                NormalizedAt = time.GetUtcNow(),
            }, cancellationToken);
        await manifests.PublishIfReplacedAsync(message.Manifest, cancellationToken);
        NormalizationMetrics.Images.WithLabels(modality, "normalized").Inc(samples.Count(sample => sample.Metadata.Depth is null));
        NormalizationMetrics.Images.WithLabels(modality, "failed").Inc(failures.Count(failure => failure.SopInstanceUid != manifest.SeriesUid));
    }

    private async Task<ObjectRef> StoreBundleAsync(string modality, string seriesUid, string reference, List<EncodedSample> samples, CancellationToken cancellationToken)
    {
        using var bundle = new MemoryStream();
        ShardWriter.Write(bundle, samples);
        bundle.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bundle, cancellationToken));
        bundle.Position = 0;
        var put = await store.PutAsync(ObjectKeys.NormalizedBundle(reference, modality, seriesUid, sha256), bundle, "application/x-tar", PutCondition.Overwrite, cancellationToken);
        return put.Object;
    }

    private async Task StoreMeasuredAsync(SeriesCompleted message, SeriesManifest manifest, IAsyncEnumerable<DecodedImage> images, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var settings = new EnergyBandSettings();
        var energies = new List<IReadOnlyList<double>>();
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
            }
        }

        if (energies.Count == 0)
        {
            // Nothing of this series will ever be normalized: it must not hold up the reference, nor its import.
            await StoreRecordAsync(message, manifest, ReferenceStore.Version, [], failures, bus, cancellationToken);
            return;
        }

        var modality = Modalities.Group(manifest.Modality);
        await store.PutJsonAsync(
            ObjectKeys.MeasuredSeries(modality, message.Dataset, message.SeriesUid), new MeasuredSeries { Event = message, Energies = energies }, PutCondition.Overwrite, cancellationToken);
        referencesSignal.Set();
    }
}
