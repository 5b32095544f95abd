using MedSsl.Contracts.Training;
using MedSsl.Shards;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>Labels that came with an import supervise a run: those of training patients, and no others. Labels that the dataset has not are refused before the first step.</summary>
internal static class SupervisedTraining
{
    private const string Run = "run-1";
    private const int Steps = 12;

    public static async Task WalkAsync(Deployment deployment)
    {
        await using var platform = await HostedPlatform.StartAsync(deployment);
        var dataset = await platform.ImportPhantomsAsync("phantoms", patients: 20, imagesPerPatient: 3);
        dataset = await platform.LabelledAsync(dataset);
        var plan = await PlannedSamples.ReadAsync(platform.Store, dataset, deployment.Folder);

        await platform.TrainAsync(Run, dataset, Steps, "hybrid", ("labels", "us_lesion"));

        var curve = await platform.CurveAsync(Run);
        Assert.Equal(Steps, curve.Count);
        Assert.All(curve, step => Assert.Equal(plan.Used(step).Count(row => PatientSplit.Of(row.Sample.PatientId) == PatientSplit.Train), step.LabelledImages));
        Assert.InRange(curve.Sum(step => step.LabelledImages!.Value), 1, Steps * 16 - 1);
        Assert.All(curve, step => Assert.True(double.IsFinite(step.SupervisedLoss ?? double.NaN), $"step {step.Step} has the supervised loss {step.SupervisedLoss}"));

        _ = platform.TrainAsync("run-2", dataset, Steps, "hybrid", ("labels", "us_lesion,knee"));
        await Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<TrainingFailed>().Any()), "the second run is refused", TimeSpan.FromMinutes(1));
        var failed = platform.Published.Of<TrainingFailed>().Single();
        Assert.Equal(
            ("run-2", $"labels: version {dataset.Version} of phantoms has labels of us_lesion, and none of knee; name one of them, or submit labels and train on the version that has them"),
            (failed.RunId, failed.Reason));
    }
}
