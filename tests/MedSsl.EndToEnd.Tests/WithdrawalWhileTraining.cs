using System.Text.Json;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Privacy;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>A patient is withdrawn while a run trains: the run goes on to its end without the patient, and what it used before is counted, stamped and reported, also for who begins with its weights.</summary>
internal static class WithdrawalWhileTraining
{
    private const string Run = "run-1";
    private const int Steps = 80;
    private const int StepsBefore = 8; // more than an epoch: whoever is withdrawn was used

    public static async Task WalkAsync(Deployment deployment)
    {
        deployment.Settings["Training:TombstoneInterval"] = "00:00:00.050";
        deployment.Settings["Training:ProgressInterval"] = "00:00:00.100";
        deployment.Settings["Training:Threads"] = "1"; // a step takes some time on every machine, and the withdrawal ends before the run
        deployment.Settings["Training:CheckpointInterval"] = "00:30:00"; // so that the first report knows of no step, and the last one must be made anew
        await using var platform = await HostedPlatform.StartAsync(deployment);
        var dataset = await platform.ImportPhantomsAsync("phantoms", patients: 10, imagesPerPatient: 6);
        var plan = await PlannedSamples.ReadAsync(platform.Store, dataset, deployment.Folder);
        var patient = plan.Patients.First();
        const string Counter = "medssl_training_samples_replaced_total{reason=\"withdrawn\"}";
        var counted = await platform.CounterAsync(Counter);

        var training = platform.TrainAsync(Run, dataset, Steps);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<TrainingProgressed>().Any(progress => progress.Step >= StepsBefore)), "the run trains", TimeSpan.FromMinutes(2));
        await platform.SendAsync(new WithdrawPatient { WithdrawalId = "w-1", Pseudonyms = [patient], RequestedBy = "test", Reason = "consent revoked" });
        await Eventually.TrueAsync(async () => await platform.Store.StatAsync(ObjectKeys.WithdrawalReport("w-1", 1, "json"), default) is not null, "the withdrawal is reported", TimeSpan.FromMinutes(2));
        Assert.False(training.IsCompleted, "the run ended before the patient was withdrawn: it needs more steps");
        var model = await training;

        var curve = await platform.CurveAsync(Run);
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (long)step), curve.Select(step => step.Step));
        var seen = curve.First(step => step.Replaced is not null).Step;
        Assert.InRange(seen, StepsBefore, Steps - 1);
        var used = curve.SelectMany(step => plan.Used(step).Where(row => row.Sample.PatientId == patient).Select(_ => step.Step)).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, step => Assert.True(step < seen, $"step {step} used the patient, and step {seen} knew of the withdrawal"));
        var replaced = curve.SelectMany(step => step.Replaced ?? []).ToList();
        Assert.All(replaced, draw => Assert.Equal((plan.Modality, "withdrawn"), (draw.Modality, draw.Reason)));
        Assert.Equal(
            curve.Where(step => step.Step >= seen).SelectMany(plan.Of).Where(row => row.Sample.PatientId == patient).Select(row => row.Draw).Order(),
            replaced.Select(draw => draw.Draw).Order());
        Assert.Equal(replaced.Count, await platform.CounterAsync(Counter) - counted);

        // Of the whole run, not of what was known when the patient went.
        var stamp = await Eventually.NotNullAsync(
            () => platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.ModelWithdrawal(model.Model, model.Version, "w-1"), default), "the model is stamped", TimeSpan.FromMinutes(1));
        Assert.Equal((used.Count, used[0], used[^1], Steps), (stamp.Exposures, stamp.FirstStep, stamp.LastStep, stamp.Steps));
        await Eventually.TrueAsync(() => Task.FromResult(platform.Published.Of<PatientWithdrawn>().Count() == 2), "the second report is told of");
        await AssertToldAsync(deployment, stamp, model, curve[(int)seen - 1]);

        // Whoever begins with these weights later has their stamp, without an image of the patient.
        var weights = $"model:{model.Model}@{model.Version}";
        var without = dataset with { Version = (await platform.Store.FindNewestVersionNumberAsync(dataset.Dataset, default))!.Value };
        var heir = await platform.TrainAsync("run-2", without, steps: 3, overrides: ("initialWeights", weights));
        var inherited = await Eventually.NotNullAsync(
            () => platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.ModelWithdrawal(heir.Model, heir.Version, "w-1"), default), "the heir is stamped", TimeSpan.FromMinutes(1));
        Assert.Equal((weights, 0), (inherited.InitialWeights, inherited.SampleCount));
    }

    /// <summary>As a person asks for it, beside the platform that runs.</summary>
    private static async Task AssertToldAsync(Deployment deployment, WithdrawalStamp stamp, ModelVersionRecord model, StepReport seen)
    {
        var settings = deployment.OfHost("home");
        var verified = await MedSslProcess.AnswerAsync(settings, "withdraw", "verify", "w-1");
        Assert.Equal(("good", 2), (verified.GetProperty("signature").GetString(), verified.GetProperty("report").GetInt32()));
        var report = await MedSslProcess.AnswerAsync(settings, "withdraw", "report", "w-1");
        var run = Assert.Single(report.GetProperty("runs").EnumerateArray());
        Assert.Equal((Run, stamp.Exposures, stamp.Steps), (run.GetProperty("runId").GetString(), run.GetProperty("exposures").GetInt64(), run.GetProperty("steps").GetInt64()));
        Assert.Equal((model.Model, model.Version), (report.GetProperty("models")[0].GetProperty("model").GetString(), report.GetProperty("models")[0].GetProperty("version").GetInt32()));
        Assert.Equal((0, seen.Replaced!.Count), await ReplayAsync(seen.Step));
        Assert.NotEqual((0, 0), await ReplayAsync(stamp.LastStep!.Value));

        // Samples that the step used and that are gone since, and samples that stood in for others.
        async Task<(int Gone, int Replaced)> ReplayAsync(long step)
        {
            var batch = (await MedSslProcess.AnswerAsync(settings, "replay", "--run", Run, "--step", $"{step}")).GetProperty("batch").EnumerateArray().ToList();
            return (batch.Count(row => row.GetProperty("key").ValueKind == JsonValueKind.Null), batch.Count(row => row.GetProperty("replaced").ValueKind != JsonValueKind.Null));
        }
    }
}
