using System.Security.Cryptography;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Normalization.References;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>What normalization made of a series: the bundle, then the record that names it, then the events, in this order.</summary>
internal sealed class SeriesRecords(IObjectStore store, CurrentManifests manifests, TimeProvider time)
{
    /// <summary>Stores what became of the images of a series; without a spool nothing did.</summary>
    public async Task StoreAsync(
        SeriesWork work, ObjectRef? reference, SampleSpool? spool, List<NormalizationFailure> failures, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var samples = spool?.Samples ?? [];
        await WriteAsync(
            work,
            new NormalizationRecord
            {
                Dataset = work.Event.Dataset,
                Modality = work.Modality,
                SeriesUid = work.Event.SeriesUid,
                ManifestSha256 = work.Event.Manifest.Sha256,
                ReferenceVersion = work.Pin.Version,
                Reference = reference,
                SampleCount = samples.Count,
                Bundle = samples.Count > 0 ? await StoreBundleAsync(work, spool!, cancellationToken) : null,
                Failures = failures,
            },
            bus, cancellationToken);
        NormalizationMetrics.Images.WithLabels(work.Modality, "normalized").Inc(samples.Count(sample => sample.Depth is null));
        NormalizationMetrics.Images.WithLabels(work.Modality, "failed").Inc(failures.Count(failure => failure.SopInstanceUid != work.Manifest.SeriesUid));
    }

    /// <summary>
    /// A measured dataset that is renormalized: its images are those of the dataset it came from, and only the reference is another. False when they are
    /// not, or not there any more.
    /// </summary>
    public async Task<bool> ShareAsync(SeriesWork work, StoredReference reference, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        if (!work.IsMeasuredOnly || work.Pin.RenormalizedFrom is not { } source
            || await store.ReadJsonWithReferenceAsync<SeriesManifest>(ObjectKeys.SeriesManifest(source, work.Event.SeriesUid), cancellationToken) is not var (manifest, manifestObject)
            || await store.ReadJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecord(source, work.Event.SeriesUid), cancellationToken) is not { Bundle: { } bundle } record
            || record.ManifestSha256 != manifestObject.Sha256
            || !manifest.Instances.SequenceEqual(work.Manifest.Instances)
            || await store.StatAsync(bundle.Key, cancellationToken) is null)
        {
            return false;
        }

        await WriteAsync(
            work,
            record with { Dataset = work.Event.Dataset, ManifestSha256 = work.Event.Manifest.Sha256, ReferenceVersion = work.Pin.Version, Reference = reference.Object },
            bus, cancellationToken);
        return true;
    }

    private async Task WriteAsync(SeriesWork work, NormalizationRecord record, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var put = await store.PutJsonAsync(ObjectKeys.NormalizationRecord(record.Dataset, record.SeriesUid), record, PutCondition.Overwrite, cancellationToken);
        await bus.Publish(
            new SeriesNormalized
            {
                Dataset = record.Dataset,
                Modality = record.Modality,
                SeriesUid = record.SeriesUid,
                ReferenceVersion = record.ReferenceVersion,
                SampleCount = record.SampleCount,
                Record = put.Object,
                NormalizedAt = time.GetUtcNow(),
            }, cancellationToken);
        await PublishSetAsideAsync(record, put.Object, bus, cancellationToken);
        await manifests.PublishIfReplacedAsync(work.Event.Manifest, cancellationToken);
    }

    private async Task PublishSetAsideAsync(NormalizationRecord record, ObjectRef stored, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        if (record.Failures.Count == 0)
        {
            return;
        }

        var reasons = record.Failures.CountBy(failure => failure.ReasonCode ?? NormalizationFailureReasons.UndecodablePixels).ToDictionary(StringComparer.Ordinal);
        await bus.Publish(
            new SeriesSetAside
            {
                Dataset = record.Dataset,
                Modality = record.Modality,
                SeriesUid = record.SeriesUid,
                Reasons = reasons,
                SampleCount = record.SampleCount,
                Record = stored,
                SetAsideAt = time.GetUtcNow(),
            }, cancellationToken);
        foreach (var (reason, count) in reasons)
        {
            NormalizationMetrics.SetAside.WithLabels(record.Modality, reason).Inc(count);
        }
    }

    private async Task<ObjectRef> StoreBundleAsync(SeriesWork work, SampleSpool spool, CancellationToken cancellationToken)
    {
        var (bundle, _) = spool.Seal();
        await using (bundle)
        {
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bundle, cancellationToken));
            bundle.Position = 0;
            var version = work.IsMeasuredOnly ? SampleMetadata.NotNormalized : work.Pin.Version;
            var key = ObjectKeys.NormalizedBundle(version, work.Modality, work.Event.SeriesUid, sha256);
            return (await store.PutAsync(key, bundle, "application/x-tar", PutCondition.Overwrite, cancellationToken)).Object;
        }
    }
}
