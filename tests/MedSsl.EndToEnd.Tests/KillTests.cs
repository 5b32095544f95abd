using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Training.Runs;

namespace MedSsl.EndToEnd.Tests;

public sealed class KillTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(90)]
    public Task When_the_import_is_killed_on_embedded_defaults_Should_lose_nothing_and_double_nothing(int storedBeforeKill) =>
        KillAndRestart.WalkAsync(Deployment.Embedded(), storedBeforeKill, deployment =>
        {
            deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
            return MedSslProcess.Start(deployment.Settings, "run");
        });

    [Fact]
    public async Task When_the_renormalization_of_a_measured_dataset_is_killed_Should_complete_and_rewrite_no_image()
    {
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Normalization:Mode"] = "measure";
        await MeasuredDataset.WalkAsync(
            deployment,
            () => MedSslProcess.AnswerAsync(deployment.Settings, "references", "fit", "--dataset", "phantoms", "--reference", "v2"),
            () => Task.FromResult(MedSslProcess.Start(deployment.Settings, "renormalize", "--dataset", "phantoms", "--reference", "v2")));
    }

    [Fact]
    public async Task When_the_definition_of_a_dataset_is_killed_Should_complete_on_restart()
    {
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", "12", "--images-per-patient", "3", "--size", "64");
        await MedSslProcess.AnswerAsync(deployment.Settings, "import", "--images", Path.Combine(phantoms, "manifest.csv"), "--dataset", "phantoms");
        var store = await deployment.OpenStoreAsync();
        await using (var killed = MedSslProcess.Start(deployment.Settings, "datasets", "define", "two-each", "--from", "phantoms", "--per-patient", "2", "--labelled", "us_lesion", "--mix", "US=1"))
        {
            await Eventually.TrueAsync(async () => killed.HasExited || await store.ListAsync(ObjectKeys.DefinitionPendingPrefix, default).AnyAsync(), "the definition is accepted", TimeSpan.FromMinutes(2));
            killed.Kill();
        }

        await using var running = MedSslProcess.Start(deployment.Settings, "run");
        await Eventually.TrueAsync(async () => !await store.ListAsync(ObjectKeys.DefinitionPendingPrefix, default).AnyAsync(), "the definition is done", TimeSpan.FromMinutes(2));
        var samples = (await MedSslProcess.AnswerAsync(deployment.Settings, "shard", "ls", "two-each")).EnumerateArray().Select(sample => sample.GetProperty("key").GetString()).ToList();
        Assert.Equal((24, 24), (samples.Count, samples.Distinct().Count()));
        var row = (await MedSslProcess.AnswerAsync(deployment.Settings, "datasets")).EnumerateArray().Single(dataset => dataset.GetProperty("dataset").GetString() == "two-each");
        Assert.Equal(("us_lesion", 1), (row.GetProperty("tasks")[0].GetString(), row.GetProperty("version").GetInt32()));
        await running.DisposeAsync();

        await using var refused = MedSslProcess.Start(deployment.Settings, "import", phantoms, "--dataset", "two-each");
        Assert.Equal(2, await refused.WaitAsync());
        Assert.Contains("is defined by a filter", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_process_is_killed_while_a_run_is_paused_Should_keep_it_paused_and_go_on_when_resumed()
    {
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Training:Threads"] = "1";
        deployment.Settings["Training:ControlInterval"] = "00:00:00.050";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", "8", "--images-per-patient", "2", "--size", "64");
        await MedSslProcess.AnswerAsync(deployment.Settings, "import", phantoms, "--dataset", "phantoms");
        var store = await deployment.OpenStoreAsync();
        deployment.Settings["Training:CheckpointInterval"] = "00:00:01"; // the first checkpoint says that it trains
        await using (var killed = MedSslProcess.Start(deployment.Settings, [.. Train("a-run", steps: 40), "--verbose"]))
        {
            await Eventually.TrueAsync(async () => killed.HasExited || (await CheckpointsAsync()).Count > 0, "the run trains", TimeSpan.FromMinutes(2));
            // What the consumer of PauseTraining writes; the process has no door for a command from outside.
            await store.PutJsonAsync(ObjectKeys.RunControl("a-run", 1), new RunControlChange { State = RunStates.Paused, ChangedBy = "test", ChangedAt = TimeProvider.System.GetUtcNow() }, PutCondition.IfAbsent, default);
            await Eventually.TrueAsync(() => Task.FromResult(killed.HasExited || (killed.Output + killed.Errors).Contains("Run a-run is paused after step", StringComparison.Ordinal)), "the run rests", TimeSpan.FromMinutes(1));
            Assert.False(killed.HasExited, killed.Errors);
            killed.Kill();
        }

        // By its name the paused run would be the first to be taken up.
        var rested = await CheckpointsAsync();
        await MedSslProcess.AnswerAsync(deployment.Settings, Train("b-run", steps: 4));
        Assert.Equal(rested, await CheckpointsAsync());
        Assert.Equal("a-run", Assert.Single((await MedSslProcess.AnswerAsync(deployment.Settings, "status")).GetProperty("pausedRuns").EnumerateArray()).GetString());

        Assert.Contains("is paused already", (await MedSslProcess.AnswerAsync(deployment.Settings, "train", "pause", "--run", "a-run")).GetProperty("note").GetString(), StringComparison.Ordinal);
        await MedSslProcess.AnswerAsync(deployment.Settings, "train", "resume", "--run", "a-run", "--requested-by", "test");
        await MedSslProcess.AnswerAsync(deployment.Settings, Train("a-run", steps: 40));
        var curve = TrainingCurve.Parse((await store.ReadAllAsync(ObjectKeys.RunCurve("a-run"), default))!);
        Assert.Equal(Enumerable.Range(1, 40).Select(step => (long)step), curve.Reports.Select(step => step.Step));

        async Task<List<string>> CheckpointsAsync() => await store.ListAsync(ObjectKeys.RunCheckpointPrefix("a-run"), default).Select(found => found.Key).ToListAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task When_a_training_is_killed_Should_take_the_same_steps_on_the_same_samples_again(int checkpointsBeforeKill)
    {
        const int Steps = 30;
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Training:Threads"] = "1";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", "8", "--images-per-patient", "3", "--size", "64");
        await MedSslProcess.AnswerAsync(deployment.Settings, "import", phantoms, "--dataset", "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, Train("whole", Steps));
        var store = await deployment.OpenStoreAsync();

        deployment.Settings["Training:CheckpointInterval"] = "00:00:00.100";
        await using (var killed = MedSslProcess.Start(deployment.Settings, Train("killed", Steps)))
        {
            // Each checkpoint has a key of its own, so that those which are removed count, too.
            var seen = new HashSet<string>(StringComparer.Ordinal);
            await Eventually.TrueAsync(async () =>
            {
                seen.UnionWith(await store.ListAsync(ObjectKeys.RunCheckpointPrefix("killed"), default).Select(found => found.Key).Where(ObjectKeys.IsCheckpointRecord).ToListAsync());
                return killed.HasExited || seen.Count >= checkpointsBeforeKill;
            }, "the run trains", TimeSpan.FromMinutes(2));
            Assert.False(killed.HasExited, $"the run ended before it could be killed:\n{killed.Errors}");
            killed.Kill();
        }

        var last = (await store.ListAsync(ObjectKeys.RunCheckpointPrefix("killed"), default).Select(found => found.Key).Where(ObjectKeys.IsCheckpointRecord).ToListAsync())[^1];
        var step = long.Parse(Path.GetFileNameWithoutExtension(last).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(step, 1, Steps - 1);
        await MedSslProcess.AnswerAsync(deployment.Settings, Train("killed", Steps));

        var (whole, resumed) = (await CurveAsync("whole"), await CurveAsync("killed"));
        Assert.Equal(Enumerable.Range(1, Steps).Select(i => (long)i), resumed.Select(report => report.Step));
        Assert.All(whole.Zip(resumed), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-5));
        Assert.Equal(await BatchAsync("whole", step + 1), await BatchAsync("killed", step + 1));

        async Task<IReadOnlyList<MedSsl.Learning.Training.StepReport>> CurveAsync(string run) => TrainingCurve.Parse((await store.ReadAllAsync(ObjectKeys.RunCurve(run), default))!).Reports;

        async Task<string> BatchAsync(string run, long number)
        {
            var batch = await MedSslProcess.AnswerAsync(deployment.Settings, "replay", "--run", run, "--step", $"{number}");
            return batch.GetRawText().Replace($"\"{run}\"", "\"run\"", StringComparison.Ordinal);
        }
    }

    private static string[] Train(string run, int steps) =>
        ["train", "--dataset", "phantoms", "--model", "tiny", "--recipe", "demo", "--run", run, "--with", $"steps={steps}", "--with", "warmupSteps=2", "--with", "batchSize=16", "--with", "prototypes=8"];
}
