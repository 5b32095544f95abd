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
}
