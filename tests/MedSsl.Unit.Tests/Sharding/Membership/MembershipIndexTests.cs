using System.Globalization;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Sealing.Membership;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Membership;

public sealed class MembershipIndexTests : IAsyncLifetime
{
    private const int Series = 40;

    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(ShardingExtensions.Module);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Find_answers_as_a_list_of_all_samples_does_while_shards_come_go_and_are_replaced()
    {
        var random = new Random(1);
        var shards = new List<(DatasetShard Shard, int[] Samples)>();
        var number = 0;
        for (var version = 1; version <= 25; version++)
        {
            for (var more = random.Next(3); more >= 0; more--)
            {
                shards.Add(await ShardAsync([.. Enumerable.Range(0, random.Next(1, version % 7 == 0 ? 3000 : 60)).Select(_ => number++)]));
            }

            if (version % 5 == 0)
            {
                // A patient is withdrawn: one shard goes, and one is there without its first sample.
                var (goes, shrinks) = (random.Next(shards.Count), shards.FindIndex(shard => shard.Samples.Length > 1));
                shards[shrinks] = await ShardAsync(shards[shrinks].Samples[1..]);
                shards.RemoveAt(goes);
            }

            await AssertAnswersAsync(Version(shards.Select(shard => shard.Shard)), shards, number);
            Assert.InRange((await FilesAsync()).Count, 1, 8);
        }
    }

    [Fact]
    public async Task Find_after_the_index_was_deleted_or_an_older_builder_looked_answers_the_same()
    {
        var shards = new List<(DatasetShard Shard, int[] Samples)> { await ShardAsync([1, 2]), await ShardAsync([3]) };
        var (older, newer) = (Version([shards[0].Shard]), Version(shards.Select(shard => shard.Shard)));
        await AssertAnswersAsync(newer, shards, 5);
        await AssertAnswersAsync(older, shards[..1], 5);
        await AssertAnswersAsync(newer, shards, 5);
        foreach (var file in await FilesAsync())
        {
            await platform.Store.DeleteAsync(file, CancellationToken.None);
        }

        await AssertAnswersAsync(newer, shards, 5);
        Assert.Single(await FilesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no index at all, but longer than a header")]
    [InlineData("MSM1\u0001\0\0\0\0\0\0\0and something that is no multiple of an entry")]
    public async Task Find_in_a_file_that_is_no_index_says_which_and_what_to_do(string content)
    {
        await platform.Store.PutAsync(ObjectKeys.Membership("north", "0"), new MemoryStream(System.Text.Encoding.Latin1.GetBytes(content)), "x", PutCondition.Overwrite, CancellationToken.None);
        var (shard, _) = await ShardAsync([1]);
        var error = await Assert.ThrowsAsync<ObjectIntegrityException>(() => platform.Get<MembershipIndex>().FindAsync(Version([shard]), [1], CancellationToken.None));
        Assert.Contains(ObjectKeys.Membership("north", "0"), error.Message, StringComparison.Ordinal);
        Assert.Contains("can be deleted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_of_a_damaged_file_is_refused()
    {
        var shards = new List<DatasetShard> { (await ShardAsync([1, 2])).Shard };
        var index = platform.Get<MembershipIndex>();
        await index.FindAsync(Version(shards), [1], CancellationToken.None);
        var file = Assert.Single(await FilesAsync());
        var bytes = (await platform.Store.ReadAllAsync(file, CancellationToken.None))!;
        bytes[^1] ^= 1;
        await platform.Store.PutAsync(file, new MemoryStream(bytes), "x", PutCondition.Overwrite, CancellationToken.None);
        shards.Add((await ShardAsync([3, 4])).Shard);
        var error = await Assert.ThrowsAsync<ObjectIntegrityException>(() => index.FindAsync(Version(shards), [1], CancellationToken.None));
        Assert.Contains("wrong content", error.Message, StringComparison.Ordinal);
    }

    private async Task AssertAnswersAsync(DatasetManifest version, List<(DatasetShard Shard, int[] Samples)> shards, int numbers)
    {
        var expected = shards.SelectMany(shard => shard.Samples.Select(number => (MembershipName.Of(Metadata(number)), shard.Shard.ShardId, 1)))
            .Concat(shards.SelectMany(shard => shard.Samples.CountBy(number => number % Series).Select(series => (MembershipName.OfSeries(Uid(series.Key)), shard.Shard.ShardId, series.Value))))
            .ToHashSet();
        var names = Enumerable.Range(0, numbers + 10).Select(number => MembershipName.Of(Metadata(number))).Concat(Enumerable.Range(0, Series + 1).Select(i => MembershipName.OfSeries(Uid(i))));
        var found = (await platform.Get<MembershipIndex>().FindAsync(version, names, CancellationToken.None)).SelectMany(of => of.Select(shard => (of.Key, shard.ShardId, shard.Count))).ToList();
        Assert.Equal(expected.Count, found.Count);
        Assert.True(expected.SetEquals(found));

        // One at a time, in another place of the file each.
        foreach (var (name, shardId, count) in expected.Take(20))
        {
            Assert.Contains((shardId, count), (await platform.Get<MembershipIndex>().FindAsync(version, [name], CancellationToken.None))[name]);
        }
    }

    private Task<List<string>> FilesAsync() => platform.KeysAsync(ObjectKeys.MembershipPrefix("north"));

    private async Task<(DatasetShard Shard, int[] Samples)> ShardAsync(int[] numbers)
    {
        var samples = numbers.Select(number => new ShardSample(Metadata(number), 0, 1)).ToList();
        var index = new ShardIndex(Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', numbers))), samples);
        var tar = TestSamples.Reference("t", []);
        var manifest = await platform.Store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), ShardManifest.From(index, "CT", tar), PutCondition.Overwrite, CancellationToken.None);
        return (new DatasetShard { ShardId = index.Id, Modality = "CT", SampleCount = samples.Count, Shard = tar, Manifest = manifest.Object }, numbers);
    }

    private static SampleMetadata Metadata(int number) => TestSamples.Metadata(number, 2, 2) with { SeriesUid = Uid(number % Series) };

    private static string Uid(int series) => string.Create(CultureInfo.InvariantCulture, $"1.2.{series}");

    private static DatasetManifest Version(IEnumerable<DatasetShard> shards) => new()
    {
        Dataset = "north", Version = 1, CreatedAt = DateTimeOffset.UnixEpoch, Shards = [.. shards], CompletedImports = [], SplitRule = PatientSplit.DefaultRule,
    };
}
