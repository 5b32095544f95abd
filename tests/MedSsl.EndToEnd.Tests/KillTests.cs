using MedSsl.ObjectStorage;
using MedSsl.Testing;

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
}
