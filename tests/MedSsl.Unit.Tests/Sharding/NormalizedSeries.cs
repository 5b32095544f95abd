using System.Security.Cryptography;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Shards;

namespace MedSsl.Unit.Tests.Sharding;

/// <summary>What ingestion and normalization leave in the store, written by hand: manifests, bundles, records, imports.</summary>
internal sealed class NormalizedSeries(IObjectStore store, string dataset = "north", string? bodyPart = null)
{
    /// <summary>Manifest, bundle and record of a series with the given samples; no samples is a series of which every image failed.</summary>
    public async Task<NormalizationRecord> NormalizeAsync(string series, params int[] samples)
    {
        await ManifestAsync(series, samples);
        return await RecordAsync(series, samples);
    }

    public Task ManifestAsync(string series, params int[] samples) => store.PutJsonAsync(ObjectKeys.SeriesManifest(dataset, series), Manifest(series, samples), PutCondition.Overwrite, CancellationToken.None);

    public async Task<NormalizationRecord> RecordAsync(string series, params int[] samples)
    {
        var record = new NormalizationRecord
        {
            Dataset = dataset,
            Modality = "CT",
            SeriesUid = series,
            ManifestSha256 = Convert.ToHexStringLower(SHA256.HashData(samples.Select(sample => (byte)sample).ToArray())),
            ReferenceVersion = "v1",
            SampleCount = samples.Length,
            Bundle = samples.Length > 0 ? await BundleAsync(series, samples) : null,
            Failures = [],
        };
        await store.PutJsonAsync(ObjectKeys.NormalizationRecord(dataset, series), record, PutCondition.Overwrite, CancellationToken.None);
        return record;
    }

    public Task StageAsync(NormalizationRecord record) => store.PutJsonAsync(ObjectKeys.StagedSeries(dataset, record.SeriesUid), record, PutCondition.Overwrite, CancellationToken.None);

    public Task EndImportAsync(string id, params string[] series) => store.PutJsonAsync(
        ObjectKeys.Import(dataset, id),
        new ImportRecord { ImportId = id, Dataset = dataset, SeriesUids = series, InstanceCount = 0, Rejected = new Dictionary<string, int>(), CompletedAt = DateTimeOffset.UnixEpoch },
        PutCondition.Overwrite, CancellationToken.None);

    private SeriesManifest Manifest(string series, int[] samples) => new()
    {
        Dataset = dataset,
        Modality = "CT",
        PatientId = "p",
        StudyUid = "1",
        SeriesUid = series,
        Instances = [.. samples.Select(sample => new SeriesInstance { SopInstanceUid = $"2.25.{sample}", InstanceNumber = sample, File = new ObjectRef { Bucket = store.Bucket, Key = "k", Sha256 = "", Bytes = 0, MediaType = "" } })],
    };

    private async Task<ObjectRef> BundleAsync(string series, int[] samples)
    {
        using var tar = new MemoryStream();
        ShardWriter.Write(tar, samples.Select(number => TestSamples.Sample(number) is var sample ? sample with { Metadata = sample.Metadata with { SeriesUid = series, BodyPart = bodyPart } } : null!));
        var key = ObjectKeys.NormalizedBundle("v1", "CT", series, Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())));
        tar.Position = 0;
        return (await store.PutAsync(key, tar, "application/x-tar", PutCondition.Overwrite, CancellationToken.None)).Object;
    }
}
