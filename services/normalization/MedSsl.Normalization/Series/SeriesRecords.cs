using System.Security.Cryptography;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>What normalization made of a series: the bundle, then the record that names it, then the events, in this order.</summary>
internal sealed class SeriesRecords(IObjectStore store, CurrentManifests manifests, TimeProvider time)
{
    public async Task StoreAsync(
        SeriesCompleted message, SeriesManifest manifest, string version, ObjectRef? reference, List<EncodedSample> samples, List<NormalizationFailure> failures, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var modality = Modalities.Group(manifest.Modality);
        var record = new NormalizationRecord
        {
            Dataset = message.Dataset,
            Modality = modality,
            SeriesUid = message.SeriesUid,
            ManifestSha256 = message.Manifest.Sha256,
            ReferenceVersion = version,
            Reference = reference,
            SampleCount = samples.Count,
            Bundle = samples.Count > 0 ? await StoreBundleAsync(modality, message.SeriesUid, version, samples, cancellationToken) : null,
            Failures = failures,
        };
        var put = await store.PutJsonAsync(ObjectKeys.NormalizationRecord(message.Dataset, message.SeriesUid), record, PutCondition.Overwrite, cancellationToken);
        await bus.Publish(
            new SeriesNormalized
            {
                Dataset = message.Dataset,
                Modality = modality,
                SeriesUid = message.SeriesUid,
                ReferenceVersion = version,
                SampleCount = samples.Count,
                Record = put.Object,
                NormalizedAt = time.GetUtcNow(),
            }, cancellationToken);
        await PublishSetAsideAsync(record, put.Object, bus, cancellationToken);
        await manifests.PublishIfReplacedAsync(message.Manifest, cancellationToken);
        NormalizationMetrics.Images.WithLabels(modality, "normalized").Inc(samples.Count(sample => sample.Metadata.Depth is null));
        NormalizationMetrics.Images.WithLabels(modality, "failed").Inc(failures.Count(failure => failure.SopInstanceUid != manifest.SeriesUid));
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
}
