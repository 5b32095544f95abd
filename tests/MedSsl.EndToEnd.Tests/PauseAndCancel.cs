using MedSsl.AllInOne.Commands;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>A run is paused while it trains, another one takes its place, and it goes on as if nothing had been; one that is cancelled ends without a model.</summary>
internal static class PauseAndCancel
{
    private const int Steps = 24;
    private const int StepsBefore = 3;

    public static async Task WalkAsync(Deployment deployment)
    {
        deployment.Settings["Training:ControlInterval"] = "00:00:00.050";
        deployment.Settings["Training:ProgressInterval"] = "00:00:00.100";
        deployment.Settings["Training:Threads"] = "1"; // a step takes some time on every machine, and the same numbers come every time
        deployment.Settings["Training:CheckpointInterval"] = "00:30:00"; // so that the pause makes the only checkpoint
        deployment.Settings["Hosting:LeaseDuration"] = "00:01:00"; // a lease that is lost on a busy machine would make the run go back
        await using var platform = await HostedPlatform.StartAsync(deployment);
        var dataset = await platform.ImportPhantomsAsync("phantoms", patients: 8, imagesPerPatient: 3);

        var training = platform.TrainAsync("a-run", dataset, Steps);
        await TrainedAsync(platform, "a-run", StepsBefore);
        Assert.Null((await platform.AskAsync(new PauseTraining { RunId = "a-run", RequestedBy = "test" })).Note);
        var paused = await Eventually.NotNullAsync(() => Task.FromResult(platform.Published.Of<TrainingPaused>().SingleOrDefault()), "the run rests", TimeSpan.FromMinutes(2));
        Assert.InRange(paused.Step, StepsBefore, Steps - 1);
        var checkpoint = Assert.Single(platform.Published.Of<CheckpointSaved>());
        Assert.Equal(("a-run", paused.Step), (checkpoint.RunId, checkpoint.Step));
        await platform.Store.ReadVerifiedAsync(checkpoint.Checkpoint, default);
        Assert.Equal("run a-run is paused already", (await platform.AskAsync(new PauseTraining { RunId = "a-run", RequestedBy = "test" })).Note);

        // By its name the paused run would have been the first to be taken up; the process trains the other one from its first step to its last.
        var undisturbed = await platform.TrainAsync("b-run", dataset, Steps);
        Assert.Equal(paused.Step, (await platform.CurveAsync("a-run"))[^1].Step);
        Assert.DoesNotContain(platform.Published.Of<TrainingProgressed>(), progress => progress.RunId == "a-run" && progress.Step > paused.Step);
        Assert.False(training.IsCompleted);

        await platform.AskAsync(new ResumeTraining { RunId = "a-run", RequestedBy = "test" });
        var model = await training;
        var curve = await platform.CurveAsync("a-run");
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (long)step), curve.Select(step => step.Step));
        Assert.Equal(undisturbed.Weights.Sha256, model.Weights.Sha256);
        Assert.Single(platform.Published.Of<TrainingResumed>());
        foreach (var finished in (Func<Task>[])[() => platform.AskAsync(new PauseTraining { RunId = "a-run", RequestedBy = "test" }), () => platform.AskAsync(new CancelTraining { RunId = "a-run", RequestedBy = "test" })])
        {
            Assert.Contains("run a-run is finished", (await Assert.ThrowsAsync<UsageException>(finished)).Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "there is no run nobody", (await Assert.ThrowsAsync<UsageException>(() => platform.AskAsync(new PauseTraining { RunId = "nobody", RequestedBy = "test" }))).Message, StringComparison.Ordinal);
        await CancelAsync(platform, dataset);
    }

    private static async Task CancelAsync(HostedPlatform platform, Shards.DatasetManifest dataset)
    {
        // One that trains and was paused before, so that it has a checkpoint, and one that waits behind it.
        var training = platform.TrainAsync("c-run", dataset, 500);
        await TrainedAsync(platform, "c-run", 2);
        await platform.AskAsync(new PauseTraining { RunId = "c-run", RequestedBy = "test" });
        var paused = await Eventually.NotNullAsync(() => Task.FromResult(platform.Published.Of<TrainingPaused>().SingleOrDefault(one => one.RunId == "c-run")), "the run rests");
        await platform.AskAsync(new ResumeTraining { RunId = "c-run", RequestedBy = "test" });
        await TrainedAsync(platform, "c-run", paused.Step + 1);
        var waiting = platform.TrainAsync("d-run", dataset, 500);
        await Eventually.TrueAsync(async () => await platform.Store.StatAsync(ObjectKeys.RunPending("d-run"), default) is not null, "the other run is accepted");

        await platform.AskAsync(new CancelTraining { RunId = "d-run", RequestedBy = "test" });
        await AssertCancelledAsync(platform, "d-run", waiting);
        Assert.Equal(0, platform.Published.Of<TrainingCancelled>().Single().Step);
        Assert.False(training.IsCompleted);

        await platform.AskAsync(new CancelTraining { RunId = "c-run", RequestedBy = "test" });
        await AssertCancelledAsync(platform, "c-run", training);
        var cancelled = platform.Published.Of<TrainingCancelled>().Single(one => one.RunId == "c-run");
        Assert.InRange(cancelled.Step, paused.Step + 1, 499);
        Assert.Equal(Enumerable.Range(1, (int)cancelled.Step).Select(step => (long)step), (await platform.CurveAsync("c-run")).Select(step => step.Step));
    }

    private static async Task AssertCancelledAsync(HostedPlatform platform, string run, Task training)
    {
        Assert.Contains($"run {run} was cancelled by test", (await Assert.ThrowsAsync<CommandFailedException>(() => training)).Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => await platform.Store.StatAsync(ObjectKeys.RunPending(run), default) is null, "the marker goes");
        Assert.Empty(await platform.Store.ListAsync(ObjectKeys.RunCheckpointPrefix(run), default).ToListAsync());
        Assert.Equal(run, (await platform.Store.ReadJsonAsync<RunResult>(ObjectKeys.RunResult(run), default))!.Cancelled!.RunId);
        Assert.Equal($"run {run} is cancelled already", (await platform.AskAsync(new CancelTraining { RunId = run, RequestedBy = "test" })).Note);
        foreach (var late in (Func<Task>[])[() => platform.AskAsync(new PauseTraining { RunId = run, RequestedBy = "test" }), () => platform.AskAsync(new ResumeTraining { RunId = run, RequestedBy = "test" })])
        {
            Assert.Contains("is cancelled for good", (await Assert.ThrowsAsync<UsageException>(late)).Message, StringComparison.Ordinal);
        }
    }

    private static Task TrainedAsync(HostedPlatform platform, string run, long step) =>
        Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<TrainingProgressed>().Any(progress => progress.RunId == run && progress.Step >= step)), $"{run} is at step {step}", TimeSpan.FromMinutes(2));
}
