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
}
