using System.Text;
using System.Text.Json;
using MedSsl.Catalogue;
using MedSsl.Catalogue.Lineage;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue;

/// <summary>What is computed about a run equals the log that its reader kept.</summary>
public sealed class LineageTests : StoreTests
{
    private const int Steps = 60;
    private static readonly Dictionary<string, int> Rows = new() { ["CT"] = 5, ["MR"] = 3 };
    private readonly HashSet<string> withdrawn = [];

    [Fact]
    public async Task Batch_of_every_step_is_what_the_loader_read_replaced_samples_too()
    {
        var dataset = await PublishAsync();
        var log = await RunAsync(dataset);
        var lineage = await LineageAsync();

        Assert.Equal(Steps, lineage.Steps);
        Assert.Contains(log, line => line.Replaced);
        for (var step = 1; step <= Steps; step++)
        {
            var batch = await lineage.BatchAsync(step, TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(0, 8), batch.Select(row => row.Slot));
            Assert.Equal(
                log.Where(line => line.Step == step).Select(line => (line.Key, line.Replaced)),
                batch.Select(row => (row.Sample!.Metadata.Key, row.Replaced is not null)));
        }
    }

    [Fact]
    public async Task Exposure_of_each_patient_and_sample_equals_the_log()
    {
        var dataset = await PublishAsync();
        var log = await RunAsync(dataset);
        var lineage = await LineageAsync();
        var north = (await DatasetLineage.OpenAsync(Store, "north", CancellationToken.None))!;
        Assert.Equal(["run-1"], await north.RunsAsync(CancellationToken.None));

        foreach (var patient in Enumerable.Range(0, 12).Select(PatientOf))
        {
            var rows = await north.OfPatientAsync(patient, CancellationToken.None);
            var used = log.Where(line => line.PatientId == patient).Select(line => line.Step).ToList();
            var found = await lineage.ExposureAsync(rows, CancellationToken.None);
            Assert.Equal((rows.Count, used.Count, First(used), Last(used)), (found.Samples, found.Times, found.FirstStep, found.LastStep));
            foreach (var row in rows)
            {
                Assert.Equal(row.Key, Assert.Single(await north.OfKeyAsync(row.Key, CancellationToken.None)).Key);
                Assert.Equal(log.Count(line => line.Key == row.Key), (await lineage.ExposureAsync([row], CancellationToken.None)).Times);
                Assert.Equal([row.Key], (await north.OfInstanceAsync(row.SopInstanceUid, CancellationToken.None)).Select(found => found.Key));
            }
        }

        Assert.Equal(0, (await lineage.ExposureAsync([TestRows.Of(999)], CancellationToken.None)).Times);
    }

    [Fact]
    public async Task Exposure_is_the_same_after_shards_of_the_run_were_rewritten_twice()
    {
        var dataset = await PublishAsync();
        var log = await RunAsync(dataset);
        foreach (var patient in new[] { PatientOf(1), PatientOf(4) })
        {
            dataset = await RewriteAsync(dataset, patient);
        }

        var lineage = await LineageAsync();
        var north = (await DatasetLineage.OpenAsync(Store, "north", CancellationToken.None))!;
        Assert.Equal(3, north.NewestVersion);
        Assert.Empty(await north.OfPatientAsync(PatientOf(1), CancellationToken.None));
        foreach (var patient in new[] { 0, 2, 3, 5, 6, 7, 8, 9, 10, 11 }.Select(PatientOf))
        {
            var rows = await north.OfPatientAsync(patient, CancellationToken.None);
            var used = log.Where(line => line.PatientId == patient).Select(line => line.Step).ToList();
            var found = await lineage.ExposureAsync(rows, CancellationToken.None);
            Assert.Equal((rows.Count, used.Count, First(used), Last(used)), (found.Samples, found.Times, found.FirstStep, found.LastStep));
        }

        var batch = await lineage.BatchAsync(1, CancellationToken.None);
        var expected = log.Where(line => line.Step == 1).Select(line => line.PatientId == PatientOf(1) || line.PatientId == PatientOf(4) ? null : line.Key);
        Assert.Equal(expected, batch.Select(row => row.Sample?.Metadata.Key));
    }

    [Fact]
    public async Task FirstVersionOf_is_the_version_that_brought_the_shard()
    {
        var first = await PublishAsync(versions: 1);
        var shards = new List<DatasetShard>(first.Shards);
        for (var version = 2; version <= 9; version++)
        {
            shards.Add(await StoreAsync([Sample(1000 + version, "CT")]));
            await PutAsync(first with { Version = version, Shards = [.. shards] });
        }

        var lineage = (await DatasetLineage.OpenAsync(Store, "north", CancellationToken.None))!;

        Assert.Equal(1, await lineage.FirstVersionOfAsync(first.Shards[0].ShardId, CancellationToken.None));
        Assert.All(Enumerable.Range(2, 8), version => Assert.Equal(version, lineage.FirstVersionOfAsync(shards[first.Shards.Count + version - 2].ShardId, CancellationToken.None).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Open_of_a_run_without_an_order_is_null_and_over_another_dataset_is_refused()
    {
        var dataset = await PublishAsync();
        Assert.Null(await RunLineage.OpenAsync(Store, "run-1", Cache, CancellationToken.None));
        await RunAsync(dataset);
        await PutAsync(dataset with { Shards = [.. dataset.Shards.Skip(1)] });

        Assert.Contains("it is not what the run was trained on", (await Assert.ThrowsAsync<InvalidDataException>(() => LineageAsync())).Message, StringComparison.Ordinal);
    }

    private ShardCache Cache => new(new StoredShards(Store), Path.Combine(Folder, "cache"));

    private static long? First(List<long> steps) => steps.Count > 0 ? steps.Min() : null;

    private static long? Last(List<long> steps) => steps.Count > 0 ? steps.Max() : null;

    private static string PatientOf(int number) => $"patient-{number}";

    /// <summary>Six samples of each of twelve patients, spread over shards.</summary>
    private static EncodedSample Sample(int number, string modality)
    {
        var sample = TestSamples.Sample(number % 40, modality);
        return sample with { Metadata = sample.Metadata with { Key = SampleKey.Of("2.25." + number, 0), SopInstanceUid = "2.25." + number, PatientId = PatientOf(number % 12), InstanceNumber = number } };
    }

    private async Task<RunLineage> LineageAsync() => (await RunLineage.OpenAsync(Store, "run-1", Cache, CancellationToken.None))!;

    private async Task<DatasetManifest> PublishAsync(int versions = 1)
    {
        var shards = new List<DatasetShard>();
        var rows = new List<CatalogueRow>();
        foreach (var (modality, first, count) in ((string, int, int)[])[("CT", 0, 12), ("MR", 48, 6)])
        {
            for (var shard = 0; shard < count; shard++)
            {
                shards.Add(await StoreAsync([.. Enumerable.Range(first + (4 * shard), 4).Select(number => Sample(number, modality))]));
                rows.AddRange((await ManifestAsync(shards[^1])).Samples.Select(sample => CatalogueRow.Of(shards[^1].ShardId, sample)));
            }
        }

        var dataset = FakeShards.Dataset([.. shards]) with { Dataset = "north", Version = versions, Catalogue = await CatalogueParts.AppendAsync(Store, "north", [], rows, Folder, CancellationToken.None) };
        await PutAsync(dataset);
        return dataset;
    }

    private Task PutAsync(DatasetManifest dataset) => Store.PutJsonAsync(ObjectKeys.DatasetVersion("north", dataset.Version), dataset, PutCondition.Overwrite, CancellationToken.None);

    private Task<ShardManifest> ManifestAsync(DatasetShard shard) => Store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, CancellationToken.None);

    private async Task<DatasetShard> StoreAsync(EncodedSample[] samples)
    {
        var (bytes, index) = TestSamples.Shard(samples);
        var put = await Store.PutAsync(ObjectKeys.Shard(index.Id), new MemoryStream(bytes), "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
        var manifest = ShardManifest.From(index, samples[0].Metadata.Modality, put.Object);
        return DatasetShard.Of(manifest, (await Store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), manifest, PutCondition.Overwrite, CancellationToken.None)).Object);
    }

    /// <summary>Reads as a run does and keeps a log; from the middle on a patient is withdrawn.</summary>
    private async Task<List<(long Step, string Key, string PatientId, bool Replaced)>> RunAsync(DatasetManifest dataset)
    {
        var streams = await ModalityStreams.OfAsync(dataset, SampleSelection.Images, 11, Cache, CancellationToken.None);
        await Store.PutJsonAsync(
            ObjectKeys.RunOrder("run-1"),
            new RunOrder { RunId = "run-1", Dataset = "north", DatasetVersion = dataset.Version, Selection = SampleSelection.Images, Seed = 11, Rows = Rows, Identity = streams.Identity },
            PutCondition.Overwrite,
            CancellationToken.None);
        using var loader = await SampleLoader.OpenAsync(dataset, streams, Cache, 10, new LoaderEvents { IsWithdrawn = withdrawn.Contains }, CancellationToken.None);
        var log = new List<(long, string, string, bool)>();
        var curve = new StringBuilder();
        for (var step = 1; step <= Steps; step++)
        {
            if (step == Steps / 2)
            {
                withdrawn.Add(PatientOf(7));
            }

            var replaced = new List<object>();
            foreach (var (modality, rows) in Rows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                for (long draw = (step - 1) * rows; draw < step * rows; draw++)
                {
                    var sample = loader.Read(modality, draw);
                    log.Add((step, sample.Metadata.Key, sample.Metadata.PatientId, sample.Missing is not null));
                    if (sample.Missing is { } reason)
                    {
                        replaced.Add(new { modality, draw, by = sample.Draw, reason });
                    }
                }
            }

            curve.Append(JsonSerializer.Serialize(new { step, loss = 1.5, replaced = replaced.Count > 0 ? replaced : null }, Json.Options)).Append('\n');
        }

        await Store.PutAsync(ObjectKeys.RunCurve("run-1"), new MemoryStream(Encoding.UTF8.GetBytes(curve.ToString())), "application/jsonl", PutCondition.Overwrite, CancellationToken.None);
        return log;
    }

    /// <summary>As a withdrawal does it: shards without the patient, the old ones gone, a new version.</summary>
    private async Task<DatasetManifest> RewriteAsync(DatasetManifest dataset, string patient)
    {
        var shards = new List<DatasetShard>();
        var rows = new List<CatalogueRow>();
        foreach (var shard in dataset.Shards)
        {
            var manifest = await ManifestAsync(shard);
            if (manifest.Samples.Any(sample => sample.Metadata.PatientId == patient))
            {
                var left = await StoreAsync([.. manifest.Samples.Where(sample => sample.Metadata.PatientId != patient).Select(sample => Sample(sample.Metadata.InstanceNumber, shard.Modality))]);
                await Store.PutJsonAsync(ObjectKeys.ShardRewrite(shard.ShardId), ShardRewrite.Of(manifest, sample => sample.PatientId == patient, left), PutCondition.Overwrite, CancellationToken.None);
                await Store.DeleteAsync(shard.Shard.Key, CancellationToken.None);
                await Store.DeleteAsync(shard.Manifest.Key, CancellationToken.None);
                shards.Add(left);
            }
            else
            {
                shards.Add(shard);
            }

            rows.AddRange((await ManifestAsync(shards[^1])).Samples.Select(sample => CatalogueRow.Of(shards[^1].ShardId, sample)));
        }

        var next = dataset with { Version = dataset.Version + 1, Shards = shards, Catalogue = await CatalogueParts.AppendAsync(Store, "north", [], rows, Folder, CancellationToken.None) };
        await PutAsync(next);
        return next;
    }
}
