using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

public sealed class ShardPlanTests
{
    [Fact]
    public void Make_nothing_staged_gives_no_group() => Assert.Empty(Plan([], 100, flush: true));

    [Fact]
    public void Make_groups_close_when_they_reach_the_size_and_the_rest_waits() =>
        Assert.Equal(["CT:a,b", "CT:c"], Plan([Staged("CT", "a", 60), Staged("CT", "b", 60), Staged("CT", "c", 100), Staged("CT", "d", 99)], 100, flush: false));

    [Fact]
    public void Make_flush_takes_the_rest_too() => Assert.Equal(["CT:a", "CT:b"], Plan([Staged("CT", "a", 100), Staged("CT", "b", 1)], 100, flush: true));

    [Fact]
    public void Make_one_series_above_the_size_is_a_group_of_its_own() => Assert.Equal(["CT:a"], Plan([Staged("CT", "a", 5000)], 100, flush: false));

    [Fact]
    public void Make_modalities_never_share_a_group() =>
        Assert.Equal(["CR:b", "CT:a,c"], Plan([Staged("CT", "a", 50), Staged("CR", "b", 100), Staged("CT", "c", 50)], 100, flush: false));

    [Fact]
    public void Make_order_of_staging_changes_nothing()
    {
        var staged = Enumerable.Range(0, 20).Select(i => Staged(i % 2 == 0 ? "CT" : "MR", $"{i:D2}", 10 + i)).ToList();
        Assert.Equal(Plan(staged, 50, flush: true), Plan(Enumerable.Reverse(staged), 50, flush: true));
    }

    [Fact]
    public void Make_asks_for_a_flush_only_about_rests()
    {
        var asked = new List<string>();
        ShardPlan.Make([Staged("CT", "a", 100), Staged("MR", "b", 1)], 100, group =>
        {
            asked.Add(group[0].Record.SeriesUid);
            return false;
        });
        Assert.Equal(["b"], asked);
    }

    private static List<string> Plan(IEnumerable<StagedSeries> staged, long bytes, bool flush) =>
        [.. ShardPlan.Make(staged, bytes, _ => flush).Select(group => $"{group[0].Record.Modality}:{string.Join(',', group.Select(series => series.Record.SeriesUid))}")];

    private static StagedSeries Staged(string modality, string uid, long bytes) => new(new ObjectInfo("key/" + uid, 0, DateTimeOffset.UnixEpoch), new NormalizationRecord
    {
        Dataset = "north",
        Modality = modality,
        SeriesUid = uid,
        ManifestSha256 = "",
        ReferenceVersion = "v1",
        SampleCount = 1,
        Bundle = new ObjectRef { Bucket = "b", Key = "k", Sha256 = "", Bytes = bytes, MediaType = "" },
        Failures = [],
    });
}
