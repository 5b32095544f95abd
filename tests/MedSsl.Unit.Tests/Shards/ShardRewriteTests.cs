using MedSsl.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class ShardRewriteTests
{
    [Fact]
    public async Task Resolve_of_a_shard_that_was_rewritten_twice_names_places_in_the_first()
    {
        var records = new Dictionary<string, ShardRewrite> { ["a"] = Record("a", 4, 0, "b"), ["b"] = Record("b", 3, 1, "c") };

        var whole = (await ShardRewrite.ResolveAsync("a", id => Task.FromResult(records.GetValueOrDefault(id))))!;

        Assert.Equal(("a", "c", 4), (whole.ShardId, whole.Replacement!.ShardId, whole.SampleCount));
        Assert.Equal([0, 2], whole.Removed.Select(removed => removed.Position));
        Assert.Equal([1, 3], whole.Kept());
    }

    [Fact]
    public void Then_of_another_shard_is_refused() => Assert.Throws<ArgumentException>(() => Record("a", 4, 0, "b").Then(Record("c", 3, 1, "d")));

    private static ShardRewrite Record(string id, int samples, int removed, string replacement) => new()
    {
        ShardId = id,
        SampleCount = samples,
        Removed = [new RemovedSample(removed, RemovedSample.Image)],
        Replacement = new DatasetShard
        {
            ShardId = replacement, Modality = "CT", SampleCount = samples - 1, Shard = TestSamples.Reference(replacement, []), Manifest = TestSamples.Reference(replacement, []),
        },
    };
}
