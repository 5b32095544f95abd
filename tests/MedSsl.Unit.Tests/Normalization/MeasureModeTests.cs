using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Renormalization;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>Images that are stored as prepared and normalized by whoever reads them: the same images, and another reference rewrites none.</summary>
public sealed class MeasureModeTests : IDisposable
{
    private const double Step = 4.0 / ushort.MaxValue;

    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("CR", "chest_nodule")]
    [InlineData("CT", "head_bleed")]
    [InlineData("MR", "brain_metastasis")]
    [InlineData("US", "us_lesion")]
    public Task Both_modes_give_the_same_images_within_one_quantisation_step(string modality, string task) =>
        CompareModesAsync(modality, [.. Enumerable.Range(1, 6).Select(content => TestStudies.Dicom(content: content, task: task, size: 128))]);

    [Theory]
    [InlineData("CT", "ct_chest_dicom")]
    [InlineData("MR", "mr_t1_dicom")]
    public Task Both_modes_give_the_same_images_of_real_patients(string modality, string folderName) => CompareModesAsync(
        modality, [.. Directory.GetFiles(Repository.DevelopmentData(folderName), "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 3 == 0).Take(6).Select(File.ReadAllBytes)]);

    private async Task CompareModesAsync(string modality, byte[][] files)
    {
        using var materialized = await ReadAsync(NormalizationModes.Materialize, modality, files);
        using var measured = await ReadAsync(NormalizationModes.Measure, modality, files);
        Assert.Equal(6, measured.Samples.Count);
        Assert.Equal(materialized.Samples.Select(sample => sample.Key), measured.Samples.Select(sample => sample.Key));
        Assert.All(materialized.Samples, sample => Assert.Equal(("v1", null, 6), (sample.ReferenceVersion, sample.NormalizationPasses, sample.EnergiesAfter!.Count)));
        Assert.All(measured.Samples, sample => Assert.Equal(("none", 2, null), (sample.ReferenceVersion, sample.NormalizationPasses, sample.EnergiesAfter)));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(materialized.Samples[i].Energies, measured.Samples[i].Energies);
            Assert.True(LargestDifference(materialized.Read(i), measured.Read(i)) <= Step, $"image {i} differs by {LargestDifference(materialized.Read(i), measured.Read(i)) / Step:F2} steps");
            Assert.Equal(materialized.ReferenceOf(i)!.Mean, measured.ReferenceOf(i)!.Mean);
        }
    }

    [Fact]
    public async Task Another_reference_of_a_measured_dataset_rewrites_no_image_and_reads_none()
    {
        await using var platform = await PlatformAsync(NormalizationModes.Measure);
        await NormalizeAsync(platform, "CR", [.. Enumerable.Range(1, 4).Select(content => TestStudies.Dicom(content: content))]);
        await platform.Get<FitAcceptance>().AcceptAsync(new FitReference { Version = "v2", Dataset = "north" }, CancellationToken.None);
        await platform.Get<FitReconciler>().ReconcileAsync(CancellationToken.None);
        var (accepted, _) = await platform.Get<RenormalizationAcceptance>().AcceptAsync(new RenormalizeDataset { Dataset = "north", Reference = "v2" }, CancellationToken.None);
        Assert.Equal("north-v2", accepted!.Id);
        await platform.Get<RenormalizationReconciler>().ReconcileAsync(CancellationToken.None);
        foreach (var key in await platform.KeysAsync("raw/"))
        {
            await platform.Store.DeleteAsync(key, CancellationToken.None); // whoever still decoded would notice
        }

        var bundles = await platform.KeysAsync("normalized/bundles/");
        var told = platform.Published.Of<SeriesCompleted>().Single(completed => completed.Dataset == "north-v2");
        await platform.Get<SeriesNormalizer>().NormalizeAsync(told, platform.Get<IBus>(), CancellationToken.None);
        var (before, after) = (await RecordAsync(platform, "north"), await RecordAsync(platform, "north-v2"));
        Assert.Equal(before.Bundle, after.Bundle);
        Assert.Equal(("v1", "v2"), (before.ReferenceVersion, after.ReferenceVersion));
        Assert.Equal("references/CR/v2.json", after.Reference!.Key);
        Assert.Equal(told.Manifest.Sha256, after.ManifestSha256);
        Assert.Equal(bundles, await platform.KeysAsync("normalized/bundles/"));
        Assert.Contains(platform.Published.Of<SeriesNormalized>(), normalized => normalized.Dataset == "north-v2" && normalized.SampleCount == 4);

        // The same stored images, at another reference.
        using var first = await OpenAsync(platform, before);
        using var second = await OpenAsync(platform, after);
        Assert.True(LargestDifference(first.Read(0), second.Read(0)) == 0); // v2 was fitted on the same images
        var louder = second.ReferenceOf(0)! with { Mean = [.. second.ReferenceOf(0)!.Mean.Select(mean => 2 * mean)] };
        await platform.Store.PutJsonAsync(after.Reference.Key, louder, PutCondition.Overwrite, CancellationToken.None);
        var rewritten = (await platform.Store.ReadJsonWithReferenceAsync<ReferenceEnergies>(after.Reference.Key, CancellationToken.None))!.Value;
        using var third = await OpenAsync(platform, after with { Reference = rewritten.Reference });
        Assert.True(LargestDifference(first.Read(0), third.Read(0)) > 100 * Step);
    }

    [Fact]
    public async Task Shared_images_that_are_not_those_of_the_new_manifest_are_made_anew()
    {
        await using var platform = await PlatformAsync(NormalizationModes.Measure);
        await NormalizeAsync(platform, "CR", TestStudies.Dicom(content: 1), TestStudies.Dicom(content: 2), TestStudies.Dicom(content: 3));
        await platform.Get<ReferencePins>().PinAsync("south", "v1", NormalizationModes.Measure, "north", CancellationToken.None);
        var manifest = (await platform.Store.ReadJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifest("north", "1.1"), CancellationToken.None))!;
        var fewer = manifest with { Dataset = "south", Instances = [manifest.Instances[0]] };
        var put = await platform.Store.PutJsonAsync(ObjectKeys.SeriesManifest("south", "1.1"), fewer, PutCondition.Overwrite, CancellationToken.None);
        var message = new SeriesCompleted { Dataset = "south", Modality = "CR", SeriesUid = "1.1", InstanceCount = 1, Manifest = put.Object, CompletedAt = DateTimeOffset.UnixEpoch };
        await platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
        Assert.Equal(1, (await RecordAsync(platform, "south")).SampleCount);
    }

    [Fact]
    public async Task Dataset_without_the_reference_that_its_images_need_is_refused_by_name()
    {
        await using var platform = await PlatformAsync(NormalizationModes.Measure);
        await NormalizeAsync(platform, "CR", TestStudies.Dicom());
        var record = await RecordAsync(platform, "north");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(platform, record with { Reference = null }));
        Assert.Contains("names no reference energies of group 'CR'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mode_of_a_dataset_is_settled_for_life()
    {
        await using (var platform = await PlatformAsync(NormalizationModes.Measure))
        {
            Assert.Equal(NormalizationModes.Measure, (await platform.Get<ReferencePins>().OfAsync("north", CancellationToken.None)).Mode);
        }

        await using var later = await PlatformAsync(NormalizationModes.Materialize);
        Assert.Equal(NormalizationModes.Measure, (await later.Get<ReferencePins>().OfAsync("north", CancellationToken.None)).Mode);
        Assert.Equal(NormalizationModes.Materialize, (await later.Get<ReferencePins>().OfAsync("other", CancellationToken.None)).Mode);
    }

    private async Task<NormalizedImages> ReadAsync(string mode, string modality, byte[][] files)
    {
        await using var platform = await PlatformAsync(mode, mode);
        await NormalizeAsync(platform, modality, files);
        return await OpenAsync(platform, await RecordAsync(platform, "north"));
    }

    private Task<TestPlatform> PlatformAsync(string mode, string subfolder = "") => TestPlatform.PartsAsync(
        NormalizationExtensions.Module, Path.Combine(folder, subfolder), null, $"--Normalization:Mode={mode}", "--Normalization:WorkingSize=96", "--Normalization:ReferenceImages=4");

    /// <summary>Measured, fitted, normalized: the whole life of the first series of a dataset.</summary>
    private static async Task NormalizeAsync(TestPlatform platform, string modality, params byte[][] files)
    {
        var series = new CompletedSeries(platform.Store);
        var message = await series.AddAsync("1.1", modality, files);
        await series.EndImportAsync("i", "1.1");
        var normalizer = platform.Get<SeriesNormalizer>();
        await normalizer.NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
        await platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);
        await normalizer.NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
    }

    private static async Task<NormalizationRecord> RecordAsync(TestPlatform platform, string dataset) =>
        Assert.Single(await platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefixOf(dataset)));

    /// <summary>The bundle of a series is a small shard: a dataset of it alone.</summary>
    private async Task<NormalizedImages> OpenAsync(TestPlatform platform, NormalizationRecord record)
    {
        await using var bundle = await platform.Store.OpenVerifiedAsync(record.Bundle!, CancellationToken.None);
        using var spool = new SampleSpool(Path.Combine(folder, "cache"));
        foreach (var sample in ShardReader.Read(bundle))
        {
            spool.Add(sample);
        }

        var (tar, index) = spool.Seal();
        await using var file = tar;
        var shard = await platform.Store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
        var manifest = await platform.Store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), ShardManifest.From(index, record.Modality, shard.Object), PutCondition.Overwrite, CancellationToken.None);
        var dataset = new DatasetManifest
        {
            Dataset = record.Dataset,
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Shards = [new DatasetShard { ShardId = index.Id, Modality = record.Modality, SampleCount = index.Samples.Count, Shard = shard.Object, Manifest = manifest.Object }],
            References = record.Reference is { } reference ? new Dictionary<string, ObjectRef> { [record.Modality] = reference } : null,
            CompletedImports = [],
            SplitRule = PatientSplit.DefaultRule,
        };
        return await NormalizedImages.OpenAsync(dataset, new ShardCache(new StoredShards(platform.Store), Path.Combine(folder, "cache")), SampleSelection.Images, CancellationToken.None);
    }

    private static double LargestDifference(GrayImage a, GrayImage b) => a.Pixels.Zip(b.Pixels).Max(pair => Math.Abs((double)pair.First - pair.Second));
}
