namespace MedSsl.EndToEnd.Tests;

public sealed class DropTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task When_the_process_is_killed_while_it_takes_files_Should_store_each_once_and_leave_none(int storedBeforeKill)
    {
        var deployment = Deployment.Embedded();
        var root = Path.Combine(deployment.Folder, "drop");
        deployment.Settings["ObjectStorage:Root"] = Path.Combine(deployment.Folder, "objects");
        deployment.Settings["Ingestion:SiteKey"] = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("a site key for tests"u8));
        deployment.Settings["Ingestion:Drop:Folder"] = root;
        deployment.Settings["Ingestion:Drop:StableTime"] = "00:00:00.500";
        deployment.Settings["Ingestion:Drop:ScanInterval"] = "00:00:00.200";
        await DropAndKill.WalkAsync(
            deployment, storedBeforeKill, name => MedSslProcess.Start(deployment.OfHost(name), "run"),
            (_, file, name) =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
                File.Copy(file, Path.Combine(root, name));
                return Task.CompletedTask;
            },
            _ => Task.FromResult(Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Count()));
    }
}
