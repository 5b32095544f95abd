using MedSsl.AllInOne.Commands;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training.Health;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Training.Faults;

namespace MedSsl.EndToEnd.Tests;

/// <summary>A run is probed while it trains; one that looks collapsed goes back to where it was healthy, twice, and ends with the diagnosis; a step whose numbers are not finite is kept and fails again.</summary>
internal static class WatchedRuns
{
    public static async Task WalkAsync(Deployment deployment)
    {
        deployment.Settings["Training:Threads"] = "1";
        deployment.Settings["Training:CheckpointInterval"] = "00:00:00.100";
        deployment.Settings["Hosting:LeaseDuration"] = "00:01:00";
        await using var platform = await HostedPlatform.StartAsync(deployment);
        var dataset = await platform.LabelledAsync(await platform.ImportPhantomsAsync("phantoms", patients: 12, imagesPerPatient: 2));

        await platform.TrainAsync("probed", dataset, 4, overrides: [("probeEvery", "2"), ("probeLabel", "us_lesion")]);
        var probes = (await platform.CurveAsync("probed")).Select(report => report.Probe).ToList();
        Assert.Equal([null, "us_lesion", null, "us_lesion"], probes.Select(probe => probe?.Label));
        Assert.InRange(probes[1]!.Images, 4, 24);

        // The warm-up ends after step 2, and steps 3 to 6 show the sign. A layer moves by all of its norm in a step, then by half of it, then by a quarter.
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => platform.TrainAsync(
            "collapsed", dataset, 40, overrides: [("learningRate", "100"), ("collapsePatience", "3"), ("collapseAction", "RollBack")]));
        Assert.Contains("collapsed at step 6, US: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRateTooHigh", failure.Message, StringComparison.Ordinal);
        Assert.Contains("it went back 2 times before", failure.Message, StringComparison.Ordinal);
        var last = (await platform.CurveAsync("collapsed"))[^1];
        Assert.Equal((6L, CollapseCause.LearningRateTooHigh), (last.Step, Assert.Single(last.Findings!).Cause));
        Assert.InRange(last.LearningRate, 24, 25);
        Assert.NotNull(await platform.Store.StatAsync(ObjectKeys.RunHealthy("collapsed"), default));
        Assert.Contains(platform.Published.Of<TrainingProgressed>(), progress => progress.Warning?.Contains("LearningRateTooHigh", StringComparison.Ordinal) == true);
        await FailAsync(platform, dataset, deployment.Folder);
    }

    /// <summary>Decay that turns every weight over and a hundred times larger in each step, until they are numbers no more.</summary>
    private static async Task FailAsync(HostedPlatform platform, DatasetManifest dataset, string folder)
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => platform.TrainAsync(
            "faulty", dataset, 60, overrides: [("optimizer", "AdamW"), ("learningRate", "100"), ("weightDecay", "1")]));
        var step = (await platform.CurveAsync("faulty"))[^1].Step + 1;
        Assert.Contains($"run faulty failed: step {step}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"`medssl replay --run faulty --step {step} --fault`", failure.Message, StringComparison.Ordinal);

        var replayed = await FaultReplay.RunAsync(platform.Store, new ShardCache(new StoredShards(platform.Store), Path.Combine(folder, "replay")), "faulty", step, TimeProvider.System, default);
        Assert.Equal((step, null), (replayed!.Again!.Step, replayed.Loss));
        Assert.Equal(replayed.Recorded.Tensor, replayed.Again.Tensor);
        Assert.Equal(16, replayed.Recorded.Samples.Count(sample => sample.Key is not null));
        Assert.Null(await FaultReplay.RunAsync(platform.Store, new ShardCache(new StoredShards(platform.Store), Path.Combine(folder, "replay")), "faulty", 1, TimeProvider.System, default));
    }
}
