using MedSsl.ObjectStorage;

namespace MedSsl.EndToEnd.Tests;

[Trait("needs", "servers")]
public sealed class RealServersDropTests(RealServers servers) : IClassFixture<RealServers>
{
    [Fact]
    public async Task When_a_process_is_killed_while_it_takes_objects_Should_store_each_once_and_leave_none()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "object-drop";
        deployment.Settings["Ingestion:Drop:Prefix"] = "drop/";
        deployment.Settings["Ingestion:Drop:ScanInterval"] = "00:00:00.200";
        await DropAndKill.WalkAsync(
            deployment, 5, name => MedSslProcess.StartHost("MedSsl.Ingestion.Host", deployment.OfHost(name)),
            async (store, file, name) =>
            {
                await using var content = File.OpenRead(file);
                await store.PutAsync($"drop/{name}", content, "application/dicom", PutCondition.Overwrite, default);
            },
            async store => await store.ListAsync("drop/", default).CountAsync());
    }
}
