using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Sealing;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

/// <summary>More waits than one version takes: it passes by once, and becomes several versions.</summary>
public sealed class BacklogTests : IDisposable
{
    private const string StagedReads = "read datasets/north/staged/";

    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Versions_are_cut_at_their_size_and_each_series_is_read_once()
    {
        await using var builder = await Builder.StartAsync(folder, time, versionSamples: 3);
        var series = new NormalizedSeries(builder.Operations);
        for (var i = 1; i <= 8; i++)
        {
            await series.StageAsync(await series.NormalizeAsync($"1.{i}", i));
        }

        var read = new List<string>();
        builder.Operations.Before = operation =>
        {
            read.AddRange(operation.StartsWith(StagedReads, StringComparison.Ordinal) ? [operation] : []);
            return Task.CompletedTask;
        };
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(8, await builder.PassAsync());
        Assert.Equal(8, read.Distinct().Count());
        Assert.Equal(8, read.Count);
        var sizes = (await builder.VersionsAsync()).Select(version => version.Shards.Sum(shard => shard.SampleCount)).ToList();
        Assert.Equal(8, sizes[^1]);
        Assert.All(sizes.Prepend(0).Zip(sizes), pair => Assert.InRange(pair.Second - pair.First, 1, 4)); // a shard of two ends a version that has two already
        Assert.InRange(sizes.Count, 2, 4);
    }

    [Fact]
    public async Task Import_is_whole_in_the_last_version_of_its_backlog_also_where_a_sample_came_with_another_series()
    {
        await using var builder = await Builder.StartAsync(folder, time, versionSamples: 2);
        var series = new NormalizedSeries(builder.Operations);
        await series.StageAsync(await series.NormalizeAsync("1.1", 1, 2));
        await series.StageAsync(await series.NormalizeAsync("1.2", 2, 3));
        await series.StageAsync(await series.NormalizeAsync("1.3", 4, 5));
        await series.EndImportAsync("i-1", "1.1", "1.2", "1.3");
        Assert.Equal(3, await builder.PassAsync());
        var versions = await builder.VersionsAsync();
        Assert.True(versions.Count > 1);
        Assert.All(versions.SkipLast(1), version => Assert.Empty(version.CompletedImports));
        await builder.AssertSealedAsync([1, 2, 3, 4, 5], ["i-1"]);
        Assert.Equal(0, await builder.PassAsync());
    }

    [Fact]
    public async Task Import_under_way_is_looked_at_where_it_was_left()
    {
        await using var builder = await Builder.StartAsync(folder, time);
        var series = new NormalizedSeries(builder.Operations);
        for (var i = 1; i <= 5; i++)
        {
            await series.ManifestAsync($"1.{i}", i);
        }

        await series.EndImportAsync("i-1", "1.1", "1.2", "1.3", "1.4", "1.5");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(0, await builder.PassAsync());
            await series.StageAsync(await series.RecordAsync($"1.{i}", i));
            var looked = new HashSet<string>(StringComparer.Ordinal);
            builder.Operations.Before = operation =>
            {
                looked.UnionWith(operation.StartsWith("stat normalized/", StringComparison.Ordinal) ? [operation] : []);
                return Task.CompletedTask;
            };
            if (i < 5)
            {
                await builder.PassAsync();
                Assert.InRange(looked.Count, 1, 2); // the one that came, and the next
            }
        }

        await builder.PassAsync();
        await builder.AssertSealedAsync([1, 2, 3, 4, 5], ["i-1"]);
    }

    [Fact]
    public async Task Shards_of_a_source_are_taken_over_in_several_versions()
    {
        await using var platform = await TestPlatform.PartsAsync(ShardingExtensions.Module, folder, time, "--Sharding:VersionSamples=2", "--Sharding:ShardBytes=1500");
        var series = new NormalizedSeries(platform.Store);
        for (var i = 1; i <= 6; i++)
        {
            await series.StageAsync(await series.NormalizeAsync($"1.{i}", i));
        }

        var pass = platform.Get<DatasetReconciler>();
        time.Advance(TimeSpan.FromMinutes(11));
        await pass.ReconcileAsync(CancellationToken.None);
        var source = (await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north")))[^1];
        Assert.Equal(6, source.Shards.Sum(shard => shard.SampleCount));
        Assert.True(source.Shards.Count > 2);

        var target = new NormalizedSeries(platform.Store, "north-v2");
        await platform.Store.PutJsonAsync(
            ObjectKeys.ReferencePin("north-v2"),
            new ReferencePin { Dataset = "north-v2", Version = "v2", Mode = NormalizationModes.Measure, RenormalizedFrom = "north", PinnedAt = DateTimeOffset.UnixEpoch },
            PutCondition.Overwrite, CancellationToken.None);
        foreach (var i in Enumerable.Range(1, 6))
        {
            await target.StageAsync(await target.NormalizeAsync($"1.{i}", i));
        }

        await target.EndImportAsync("i-1", [.. Enumerable.Range(1, 6).Select(i => $"1.{i}")]);
        Assert.Equal(6, await pass.ReconcileAsync(CancellationToken.None));
        var versions = await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north-v2"));
        Assert.True(versions.Count > 1);
        Assert.Equal(source.Shards.OrderBy(shard => shard.ShardId, StringComparer.Ordinal), versions[^1].Shards.OrderBy(shard => shard.ShardId, StringComparer.Ordinal));
        Assert.Equal(["i-1"], versions[^1].CompletedImports);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.StagedPrefix("north-v2")));
    }
}
