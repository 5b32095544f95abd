using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Training.Control;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class RunControlsTests : StoreTests
{
    private const string Run = "r";
    private RunControls controls = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Store.PutJsonAsync(ObjectKeys.RunRequest(Run), new { }, PutCondition.IfAbsent, CancellationToken.None);
        controls = new RunControls(Store, TimeProvider.System);
    }

    [Fact]
    public async Task Apply_keeps_the_history_and_the_newest_change_counts()
    {
        Assert.Equal(RunStates.Running, await controls.StateAsync(Run, CancellationToken.None));
        Assert.True((await ApplyAsync(RunStates.Paused, "first")).IsChange);
        Assert.False((await ApplyAsync(RunStates.Paused, "second")).IsChange);
        Assert.True((await ApplyAsync(RunStates.Running, "third")).IsChange);
        Assert.True((await ApplyAsync(RunStates.Paused, "fourth")).IsChange);

        Assert.Equal(RunStates.Paused, await controls.StateAsync(Run, CancellationToken.None));
        var history = await Store.ListJsonAsync<RunControlChange>(ObjectKeys.RunControlPrefix(Run), CancellationToken.None).Select(change => (change.State, change.ChangedBy)).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(RunStates.Paused, "first"), (RunStates.Running, "third"), (RunStates.Paused, "fourth")], history);
    }

    [Fact]
    public async Task Apply_to_a_run_that_nobody_started_is_refused() =>
        Assert.Contains("no run other;", Assert.Single((await controls.ApplyAsync("other", RunStates.Cancelled, "test", CancellationToken.None)).Decision.Refusals), StringComparison.Ordinal);

    [Fact]
    public async Task Apply_with_a_bad_id_touches_no_key_and_names_every_reason() =>
        Assert.Equal(2, (await controls.ApplyAsync("../up", RunStates.Paused, "", CancellationToken.None)).Decision.Refusals.Count);

    [Fact]
    public async Task Apply_to_a_run_that_ended_before_there_were_states_is_refused()
    {
        await Store.PutJsonAsync(ObjectKeys.RunResult(Run), new RunResult { RunId = Run }, PutCondition.IfAbsent, CancellationToken.None);
        Assert.Contains("is finished", Assert.Single((await ApplyAsync(RunStates.Cancelled)).Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_comes_before_a_later_cancel_and_after_an_earlier_one()
    {
        await ApplyAsync(RunStates.Paused);
        Assert.Null(await controls.EndAsync(Run, CancellationToken.None)); // a pause that comes after the last step
        Assert.Null(await controls.EndAsync(Run, CancellationToken.None)); // again, after a crash
        Assert.Contains("is finished", Assert.Single((await ApplyAsync(RunStates.Cancelled)).Refusals), StringComparison.Ordinal);
        Assert.Null(await controls.FindCancelAsync(Run, CancellationToken.None));

        await Store.PutJsonAsync(ObjectKeys.RunRequest("s"), new { }, PutCondition.IfAbsent, CancellationToken.None);
        await controls.ApplyAsync("s", RunStates.Cancelled, "somebody", CancellationToken.None);
        Assert.Equal("somebody", (await controls.EndAsync("s", CancellationToken.None))!.ChangedBy);
        Assert.Equal("somebody", (await controls.FindCancelAsync("s", CancellationToken.None))!.ChangedBy);
    }

    [Fact]
    public async Task Cancel_and_end_at_once_agree_on_one()
    {
        for (var round = 0; round < 20; round++)
        {
            var run = $"race-{round}";
            await Store.PutJsonAsync(ObjectKeys.RunRequest(run), new { }, PutCondition.IfAbsent, CancellationToken.None);
            var end = Task.Run(() => controls.EndAsync(run, CancellationToken.None), TestContext.Current.CancellationToken);
            var cancel = Task.Run(() => controls.ApplyAsync(run, RunStates.Cancelled, "test", CancellationToken.None), TestContext.Current.CancellationToken);
            Assert.Equal(await end is null, (await cancel).Decision.Refusals.Count > 0);
            Assert.Single(await Store.ListAsync(ObjectKeys.RunControlPrefix(run), CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Watch_sees_a_pause_and_a_resume_of_the_run()
    {
        await using var watch = await ControlWatch.StartAsync(controls, Run, TimeSpan.FromMilliseconds(50), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        Assert.Null(watch.Halt);
        await ApplyAsync(RunStates.Paused);
        await Eventually.TrueAsync(() => Task.FromResult(watch.Halt == RunStates.Paused), "the pause is seen");
        await ApplyAsync(RunStates.Running);
        await Eventually.TrueAsync(() => Task.FromResult(watch.Halt is null), "the resume is seen");
    }

    private async Task<ControlDecision> ApplyAsync(string wanted, string by = "test") => (await controls.ApplyAsync(Run, wanted, by, CancellationToken.None)).Decision;
}
