using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Sealing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

public sealed class ShardPlanTests
{
    [Fact]
    public void Nothing_staged_gives_no_group() => Assert.Empty(Plan([], 100, rest: true));

    [Fact]
    public void Groups_close_when_they_reach_the_size_and_the_rest_waits() =>
        Assert.Equal(["CT:a,b", "CT:c"], Plan([Staged("CT", "a", 60), Staged("CT", "b", 60), Staged("CT", "c", 100), Staged("CT", "d", 99)], 100, rest: false));

    [Fact]
    public void Rest_is_what_no_group_has() => Assert.Equal(["CT:a", "CT:b"], Plan([Staged("CT", "a", 100), Staged("CT", "b", 1)], 100, rest: true));

    [Fact]
    public void One_series_above_the_size_is_a_group_of_its_own() => Assert.Equal(["CT:a"], Plan([Staged("CT", "a", 5000)], 100, rest: false));

    [Fact]
    public void Modalities_never_share_a_group()
    {
        Assert.Equal(["CR:b", "CT:a,c"], Plan([Staged("CT", "a", 50), Staged("CR", "b", 100), Staged("CT", "c", 50)], 100, rest: false));
        Assert.Equal(["CR:b", "CT:a,c"], Plan([Staged("CT", "a", 50), Staged("CR", "b", 10), Staged("CT", "c", 5)], 100, rest: true));
    }

    private static List<string> Plan(IEnumerable<StagedSeries> staged, long bytes, bool rest)
    {
        var plan = new ShardPlan(bytes);
        var groups = staged.Select(plan.Add).OfType<IReadOnlyList<StagedSeries>>().ToList();
        return [.. groups.Concat(rest ? plan.Rest() : []).Select(group => $"{group[0].Record.Modality}:{string.Join(',', group.Select(series => series.Record.SeriesUid))}")];
    }

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
