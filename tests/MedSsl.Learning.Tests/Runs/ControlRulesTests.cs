using MedSsl.Contracts.Documents;
using MedSsl.Training.Control;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class ControlRulesTests
{
    [Theory]
    [InlineData(RunStates.Running, RunStates.Paused)]
    [InlineData(RunStates.Running, RunStates.Cancelled)]
    [InlineData(RunStates.Paused, RunStates.Running)]
    [InlineData(RunStates.Paused, RunStates.Cancelled)]
    public void Decide_changes_what_has_not_ended(string state, string wanted) => Assert.Equal(ControlDecision.Change, ControlRules.Decide("r", state, wanted));

    [Theory]
    [InlineData(RunStates.Running, "run r is not paused")]
    [InlineData(RunStates.Paused, "run r is paused already")]
    [InlineData(RunStates.Cancelled, "run r is cancelled already")]
    public void Decide_accepts_what_is_so_already_and_says_so(string state, string note) => Assert.Equal(ControlDecision.Already(note), ControlRules.Decide("r", state, state));

    [Theory]
    [InlineData(null, RunStates.Paused, "no run r;")]
    [InlineData(null, RunStates.Running, "no run r;")]
    [InlineData(null, RunStates.Cancelled, "no run r;")]
    [InlineData(RunStates.Ended, RunStates.Paused, "r is finished")]
    [InlineData(RunStates.Ended, RunStates.Running, "r is finished")]
    [InlineData(RunStates.Ended, RunStates.Cancelled, "r is finished")]
    [InlineData(RunStates.Cancelled, RunStates.Paused, "cancelled for good")]
    [InlineData(RunStates.Cancelled, RunStates.Running, "cancelled for good")]
    public void Decide_refuses_what_cannot_be_with_the_reason(string? state, string wanted, string reason)
    {
        var decision = ControlRules.Decide("r", state, wanted);
        Assert.False(decision.IsChange);
        Assert.Contains(reason, Assert.Single(decision.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void Violations_tells_all_at_once()
    {
        Assert.Empty(ControlRules.Violations("run-1", "somebody"));
        Assert.Collection(
            ControlRules.Violations("../up", "two\nlines"),
            reason => Assert.StartsWith("runId: expected letters", reason, StringComparison.Ordinal),
            reason => Assert.Equal("requestedBy: expected 1 to 200 characters on one line, found 9", reason));
        Assert.Equal(2, ControlRules.Violations(null, null).Count);
    }
}
