using MedSsl.Ingestion;
using MedSsl.Ingestion.Series;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class SourceTimesTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    [Fact]
    public void Of_nobody_in_particular_is_the_time_of_all() => Assert.Equal((Idle, Longest), Of("CT1=00:00:05/00:10:00"));

    [Fact]
    public void Of_a_named_source_is_its_own() =>
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)), Of(" CT1 = 00:00:05/00:10:00 ; import=01:00:00", "CT1"));

    [Fact]
    public void Of_a_source_without_a_longest_time_takes_that_of_all() => Assert.Equal((TimeSpan.FromSeconds(5), Longest), Of("CT1=00:00:05", "CT1"));

    [Fact]
    public void Of_several_sources_waits_for_the_slowest() =>
        Assert.Equal((TimeSpan.FromMinutes(9), TimeSpan.FromHours(2)), Of("CT1=00:00:05/00:10:00;MR1=00:09:00/02:00:00", "CT1", "MR1"));

    [Fact]
    public void Of_a_source_that_may_take_for_ever_never_ends() => Assert.Equal(TimeSpan.Zero, Of("CT1=00:00:05/00:10:00;MR1=00:09:00/0", "CT1", "MR1").Longest);

    [Theory]
    [InlineData("CT1", "expected TITLE=IDLE")]
    [InlineData("CT1=soon", "soon")]
    [InlineData("CT1=00:00:05/later", "later")]
    [InlineData("CT1=00:00:05/00:10:00/1", "expected TITLE=IDLE")]
    [InlineData("CT1=00:00:00", "idle time of")]
    [InlineData("CT1=00:10:00/00:00:05", "not below the idle time")]
    [InlineData("A_TITLE_THAT_IS_LONG=00:00:05", "AE title")]
    [InlineData("CT1=00:00:05;CT1=00:00:06", "CT1 twice")]
    public void Problems_names_the_entry_and_what_was_expected(string list, string told) =>
        Assert.Contains(told, Assert.Single(SourceTimes.Problems(list)), StringComparison.Ordinal);

    [Fact]
    public async Task Start_with_a_wrong_list_names_the_key()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            Hosting.TestPlatform.PartsAsync(IngestionExtensions.Module, settings: "--Ingestion:SourceTimes=CT1=soon"));
        Assert.Contains("SourceTimes", refused.Message, StringComparison.Ordinal);
    }

    private static (TimeSpan Idle, TimeSpan Longest) Of(string list, params string[] sources)
    {
        Assert.Empty(SourceTimes.Problems(list));
        var times = new SourceTimes(Options.Create(new IngestionOptions { SeriesIdleTime = Idle, SeriesLongestTime = Longest, SourceTimes = list }));
        return times.Of(sources.AsEnumerable());
    }
}
