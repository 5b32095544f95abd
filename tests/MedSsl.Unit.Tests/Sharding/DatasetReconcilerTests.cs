using MedSsl.Catalogue;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

public sealed class DatasetReconcilerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;
    private NormalizedSeries series = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(ShardingExtensions.Module, time: time);
        series = new NormalizedSeries(platform.Store);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Reconcile_end_of_an_import_seals_all_it_brought()
    {
        await StageAsync("1.1", 1, 2);
        await StageAsync("1.2", 3);
        Assert.Equal(0, await ReconcileAsync()); // small, young, and no import ended
        await series.EndImportAsync("i-1", "1.1", "1.2");
        Assert.Equal(2, await ReconcileAsync());

        var told = Assert.Single(platform.Published.Of<DatasetPublished>());
        Assert.Equal((1, 3L, 3L), (told.Version, told.SampleCount, told.SamplesPerModality["CT"]));
        Assert.Equal(["i-1"], told.CompletedImports);
        Assert.Equal([1, 2, 3], await SamplesAsync(await platform.Store.ReadVerifiedJsonAsync<DatasetManifest>(told.Manifest, CancellationToken.None)));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.StagedPrefix("north")));
        Assert.Equal(0, await ReconcileAsync());
    }

    [Fact]
    public async Task Version_names_the_references_of_all_its_groups()
    {
        var (ct, chest) = (Reference("CT"), Reference("CT.CHEST"));
        await series.StageAsync((await series.NormalizeAsync("1.1", 1)) with { Reference = ct });
        await series.EndImportAsync("i-1", "1.1");
        await ReconcileAsync();
        await series.StageAsync((await series.NormalizeAsync("1.2", 2)) with { Reference = chest });
        await series.EndImportAsync("i-2", "1.2");
        await ReconcileAsync();
        var versions = await VersionsAsync();
        Assert.Equal(new Dictionary<string, ObjectRef> { ["CT"] = ct }, versions[0].References!);
        Assert.Equal(new Dictionary<string, ObjectRef> { ["CT"] = ct, ["CT.CHEST"] = chest }, versions[1].References!);

        static ObjectRef Reference(string group) => new() { Bucket = "b", Key = ObjectKeys.Reference(group, "v1"), Sha256 = group, Bytes = 1, MediaType = "application/json" };
    }

    [Fact]
    public async Task Renormalized_measured_dataset_takes_the_shards_of_its_source_over()
    {
        await StageAsync("1.1", 1, 2);
        await StageAsync("1.2", 3);
        await series.EndImportAsync("i-1", "1.1", "1.2");
        await ReconcileAsync();
        await StageAsync("1.3", 4);
        await series.EndImportAsync("i-2", "1.3");
        await ReconcileAsync();
        var source = (await VersionsAsync())[^1];
        Assert.Equal(2, source.Shards.Count);
        var shards = await platform.KeysAsync("shards/");

        // The series come in two parts; of the second shard one series is another one here.
        var target = new NormalizedSeries(platform.Store, "north-v2");
        await platform.Store.PutJsonAsync(
            ObjectKeys.ReferencePin("north-v2"),
            new ReferencePin { Dataset = "north-v2", Version = "v2", Mode = NormalizationModes.Measure, RenormalizedFrom = "north", PinnedAt = DateTimeOffset.UnixEpoch },
            PutCondition.Overwrite, CancellationToken.None);
        await target.StageAsync(await target.NormalizeAsync("1.1", 1, 2));
        await target.EndImportAsync("i-1", "1.1", "1.2");
        Assert.Equal(0, await ReconcileAsync()); // nothing is sealed before the import is whole: its shard would be torn
        await target.StageAsync(await target.NormalizeAsync("1.2", 3));
        Assert.Equal(2, await ReconcileAsync());
        await target.StageAsync(await target.NormalizeAsync("1.3", 4, 5));
        await target.EndImportAsync("i-2", "1.3");
        Assert.Equal(1, await ReconcileAsync());

        var versions = await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north-v2"));
        Assert.Equal(source.Shards[0], Assert.Single(versions[0].Shards));
        Assert.Equal([1, 2, 3, 4, 5], await SamplesAsync(versions[^1]));
        Assert.Single((await platform.KeysAsync("shards/")).Except(shards), key => key.EndsWith(".tar", StringComparison.Ordinal)); // that of 1.3, which differs
        Assert.Empty(await platform.KeysAsync(ObjectKeys.StagedPrefix("north-v2")));
        Assert.Equal(0, await ReconcileAsync());
    }

    [Fact]
    public async Task Reconcile_waiting_samples_are_sealed_after_their_time()
    {
        await StageAsync("1.1", 1);
        Assert.Equal(0, await ReconcileAsync());
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await ReconcileAsync());
        Assert.Equal([1], await SamplesAsync(Assert.Single(await VersionsAsync())));
    }

    [Fact]
    public async Task Reconcile_import_with_a_series_under_way_waits_for_it()
    {
        await StageAsync("1.1", 1);
        await series.ManifestAsync("1.2", 2);
        await series.EndImportAsync("i-1", "1.1", "1.2");
        Assert.Equal(0, await ReconcileAsync());
        await series.RecordAsync("1.2"); // every image failed: nothing more is to come
        Assert.Equal(1, await ReconcileAsync());
        Assert.Equal(["i-1"], Assert.Single(await VersionsAsync()).CompletedImports);
    }

    [Fact]
    public async Task Reconcile_staged_series_with_a_newer_manifest_does_not_complete_the_import()
    {
        await StageAsync("1.1", 1);
        await series.ManifestAsync("1.1", 1, 2); // an import brought a late instance; its normalization is under way
        await series.EndImportAsync("i-2", "1.1");
        Assert.Equal(0, await ReconcileAsync());
        await StageAsync("1.1", 1, 2);
        Assert.Equal(1, await ReconcileAsync());
        Assert.Equal([1, 2], await SamplesAsync(Assert.Single(await VersionsAsync())));
    }

    [Fact]
    public async Task Reconcile_staged_before_it_was_normalized_anew_does_not_complete_the_import()
    {
        await StageAsync("1.1", 1);
        await series.NormalizeAsync("1.1", 1, 2); // normalized, its event not yet consumed
        await series.EndImportAsync("i-2", "1.1");
        Assert.Equal(0, await ReconcileAsync());
    }

    [Fact]
    public async Task Reconcile_late_arrival_adds_only_the_new_samples_in_a_new_version()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await SealAsync("i-2", "1.1", 1, 2, 3);
        var versions = await VersionsAsync();
        Assert.Equal([1, 2], versions.Select(version => version.Version));
        Assert.Equal([1, 2, 3], await SamplesAsync(versions[1]));
        Assert.Equal([2, 1], versions[1].Shards.Select(shard => shard.SampleCount));
        Assert.Equal(["i-1", "i-2"], versions[1].CompletedImports);
        Assert.Equal(versions[0].Shards[0], versions[1].Shards[0]); // what is sealed never changes
    }

    [Fact]
    public async Task Reconcile_series_that_comes_again_doubles_nothing()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await StageAsync("1.1", 1, 2); // a redelivered SeriesNormalized
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await ReconcileAsync());
        Assert.Single(await VersionsAsync());
        Assert.Equal(1, Assert.Single(platform.Published.Of<DatasetPublished>()).Version);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.StagedPrefix("north")));
    }

    [Fact]
    public async Task Reconcile_instance_that_comes_in_a_second_series_is_there_once()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await StageAsync("1.2", 2, 3); // one SOP Instance UID in two series: ingestion does not notice
        await StageAsync("1.3", 3, 4);
        await series.EndImportAsync("i-2", "1.2", "1.3");
        Assert.Equal(2, await ReconcileAsync());
        Assert.Equal([1, 2, 3, 4], await SamplesAsync((await VersionsAsync())[^1]));
    }

    [Fact]
    public async Task Reconcile_same_samples_in_other_bytes_leave_the_shard_of_an_earlier_version_as_it_was()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        var south = new NormalizedSeries(platform.Store, "south", bodyPart: "HEAD"); // the same images, known more of
        await south.StageAsync(await south.NormalizeAsync("1.1", 1, 2));
        await south.EndImportAsync("i-2", "1.1");
        Assert.Equal(1, await ReconcileAsync());
        var (first, second) = (Assert.Single(await VersionsAsync()), Assert.Single(await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("south"))));
        Assert.NotEqual(first.Shards[0].ShardId, second.Shards[0].ShardId);
        Assert.Equal([1, 2], await SamplesAsync(first));
        Assert.Equal([1, 2], await SamplesAsync(second));
    }

    [Fact]
    public async Task Reconcile_racing_builders_put_no_sample_twice()
    {
        await using var other = await TestPlatform.PartsAsync(ShardingExtensions.Module, platform.Folder, time);
        for (var round = 1; round <= 5; round++)
        {
            await StageAsync($"1.{round}", round, 100 + round);
            await series.EndImportAsync($"i-{round}", $"1.{round}");
            await Task.WhenAll(Task.Run(() => ReconcileAsync(platform)), Task.Run(() => ReconcileAsync(other)));
        }

        await ReconcileAsync();
        var versions = await VersionsAsync();
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(version => version.Version));
        Assert.Equal([1, 2, 3, 4, 5, 101, 102, 103, 104, 105], await SamplesAsync(versions[^1]));
        Assert.Equal(["i-1", "i-2", "i-3", "i-4", "i-5"], versions[^1].CompletedImports);
    }

    [Fact]
    public async Task Png16_adds_the_same_pixels_and_leaves_what_was_sealed_as_it_is()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        await using var with = await TestPlatform.PartsAsync(ShardingExtensions.Module, platform.Folder, time, "--Sharding:Png16=true");
        var south = new NormalizedSeries(platform.Store, "south");
        await south.StageAsync(await south.NormalizeAsync("1.1", 1, 2));
        await south.EndImportAsync("i-2", "1.1");
        Assert.Equal(1, await ReconcileAsync(with));
        var version = Assert.Single(await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("south")));
        Assert.Equal([1, 2], await RowsAsync(Assert.Single(await VersionsAsync())));
        Assert.Equal([1, 2], await RowsAsync(version));
        await using var tar = await platform.Store.OpenVerifiedAsync(version.Shards[0].Shard, CancellationToken.None);
        Assert.All(ShardReader.Read(tar), sample => Assert.Equal(Png16.Encode(SampleCodec.Decode(sample.Payload.Span)), sample.Png.ToArray()));
    }

    [Fact]
    public async Task Reconcile_full_shards_are_sealed_at_once()
    {
        await using var small = await TestPlatform.PartsAsync(ShardingExtensions.Module, platform.Folder, time, "--Sharding:ShardBytes=1000");
        await StageAsync("1.1", 1);
        await StageAsync("1.2", 2);
        Assert.Equal(2, await ReconcileAsync(small));
        Assert.Equal(2, Assert.Single(await VersionsAsync()).Shards.Count);
        Assert.Equal(2, small.Published.Of<ShardSealed>().Count());
    }

    [Fact]
    public async Task Reconcile_dataset_with_a_damaged_bundle_does_not_hold_up_the_others()
    {
        var broken = await series.NormalizeAsync("1.1", 1);
        await series.StageAsync(broken);
        await series.EndImportAsync("i-1", "1.1");
        await platform.Store.PutAsync(broken.Bundle!.Key, new MemoryStream("rotten"u8.ToArray()), "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
        var south = new NormalizedSeries(platform.Store, "south");
        await south.StageAsync(await south.NormalizeAsync("1.2", 2));
        await south.EndImportAsync("i-2", "1.2");

        await Assert.ThrowsAsync<AggregateException>(() => ReconcileAsync());
        Assert.Equal("south", Assert.Single(platform.Published.Of<DatasetPublished>()).Dataset);
    }

    [Fact]
    public async Task Reconcile_lost_normalization_is_staged_when_overdue_and_sealed()
    {
        await SealAsync("i-1", "1.1", 1);
        await series.NormalizeAsync("1.2", 2);
        await series.NormalizeAsync("1.3");
        var lost = platform.Get<LostNormalizationReconciler>();
        Assert.Equal(0, await lost.ReconcileAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await lost.ReconcileAsync(CancellationToken.None)); // neither the sealed one nor the one without samples
        Assert.Equal([ObjectKeys.StagedSeries("north", "1.2")], await platform.KeysAsync(ObjectKeys.StagedPrefix("north")));
        await ReconcileAsync();
        Assert.Equal([1, 2], await SamplesAsync((await VersionsAsync())[^1]));
    }

    [Fact]
    public async Task Version_has_a_row_for_every_sample_also_after_one_without_a_catalogue()
    {
        await SealAsync("i-1", "1.1", 1, 2);
        var first = Assert.Single(await VersionsAsync());
        Assert.Equal([1, 2], await RowsAsync(first));
        await platform.Store.PutJsonAsync(ObjectKeys.DatasetVersion("north", 1), first with { Catalogue = null }, PutCondition.Overwrite, CancellationToken.None);
        await SealAsync("i-2", "1.2", 3);
        await SealAsync("i-3", "1.3", 4, 5, 6);
        var versions = await VersionsAsync();
        Assert.Equal([1, 2, 3], await RowsAsync(versions[1]));
        Assert.Equal([1, 2, 3, 4, 5, 6], await RowsAsync(versions[2]));
    }

    /// <summary>Instance numbers in a version's catalogue; each row's image is looked at where the row says that it lies.</summary>
    private async Task<List<int>> RowsAsync(DatasetManifest version)
    {
        var numbers = new List<int>();
        foreach (var part in version.Catalogue!)
        {
            await using var file = await platform.Store.OpenVerifiedAsync(part.File, CancellationToken.None);
            await foreach (var row in CatalogueFile.ReadAsync(file))
            {
                var image = await platform.Store.ReadRangeAsync(version.Shards.Single(shard => shard.ShardId == row.ShardId).Shard.Key, row.Offset, row.Length, CancellationToken.None);
                Assert.Equal(row.Sha256, Sha256Digest.Of(image));
                numbers.Add(row.InstanceNumber);
            }
        }

        numbers.Sort();
        return numbers;
    }

    private async Task SealAsync(string import, string uid, params int[] samples)
    {
        await StageAsync(uid, samples);
        await series.EndImportAsync(import, uid);
        Assert.Equal(1, await ReconcileAsync());
    }

    private async Task StageAsync(string uid, params int[] samples) => await series.StageAsync(await series.NormalizeAsync(uid, samples));

    private Task<int> ReconcileAsync(TestPlatform? at = null) => (at ?? platform).Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);

    private Task<List<DatasetManifest>> VersionsAsync() => platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north"));

    /// <summary>Numbers of the samples that really lie in the shards of a version, repeats included.</summary>
    private async Task<List<int>> SamplesAsync(DatasetManifest version)
    {
        var numbers = new List<int>();
        foreach (var shard in version.Shards)
        {
            await using var tar = await platform.Store.OpenVerifiedAsync(shard.Shard, CancellationToken.None);
            numbers.AddRange(ShardReader.Read(tar).Select(sample => sample.Metadata.InstanceNumber));
        }

        numbers.Sort();
        return numbers;
    }
}
