using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Withdrawal;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

public sealed class WithdrawalRestartTests : HospitalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Death_at_any_change_leads_to_the_same_end(bool afterwards)
    {
        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(WithdrawalTests.Command, CancellationToken.None);
        var seeded = Repository.NewTemporaryFolder();
        Copy(Platform.Folder, seeded);
        await RunAsync(Platform);
        var expected = await EndAsync(Platform);
        var deaths = 0;
        while (await DiesAsync(deaths + 1))
        {
            deaths++;
        }

        Directory.Delete(seeded, recursive: true);
        Assert.InRange(deaths, 40, 400);

        async Task<bool> DiesAsync(int change)
        {
            var folder = Repository.NewTemporaryFolder();
            Copy(seeded, folder);
            bool hasDied;
            await using (var after = await TestPlatform.PartsAsync(ShardingExtensions.Module, folder))
            {
                var store = new FailingStore(after.Store, change, afterwards);
                var dying = ShardingExtensions.Module with { AddServices = builder => { ShardingExtensions.Module.AddServices(builder); builder.Services.AddSingleton<IObjectStore>(store); } };
                await using (var before = await TestPlatform.PartsAsync(dying, folder))
                {
                    await RunAsync(before);
                }

                hasDied = store.HasFailed;
                await RunAsync(after);
                Assert.Equal(expected, await EndAsync(after));
                var report = (await WithdrawalReports.FindAsync(after.Store, "w-1", CancellationToken.None))!.Report;
                Assert.Equal((5, 6), (report.Found.Series.Count, report.Found.Instances.Count));
                Assert.Equal(3, report.Found.Shards.SelectMany(shard => shard.Keys).Distinct().Count());
            }

            Directory.Delete(folder, recursive: true);
            return hasDied;
        }

        static async Task RunAsync(TestPlatform platform)
        {
            try
            {
                await platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
            }
            catch (ProcessDiedException)
            {
                // As a killed process: nobody hears of it.
            }
        }
    }

    /// <summary>Everything outside the records of the withdrawal, with its content where that does not tell the time, and what the newest versions name.</summary>
    private static async Task<List<string>> EndAsync(TestPlatform platform)
    {
        var end = new List<string>();
        foreach (var key in (await platform.KeysAsync("")).Where(key => !key.StartsWith(ObjectKeys.WithdrawalPrefix, StringComparison.Ordinal)))
        {
            var tellsTime = key.Contains("/versions/", StringComparison.Ordinal) || key.Contains("/withdrawals/", StringComparison.Ordinal);
            end.Add(tellsTime ? key : $"{key} {Sha256Digest.Of((await platform.Store.ReadAllAsync(key, CancellationToken.None))!)}");
        }

        foreach (var dataset in (string[])["north", "east", "clean"])
        {
            var version = (await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(dataset)))[^1];
            end.AddRange(version.Shards.Select(shard => $"{dataset} {version.Version} {shard.Shard.Sha256} {shard.Manifest.Sha256}"));
            end.AddRange((version.Catalogue ?? []).Select(part => $"{dataset} {part.Rows} {part.File.Sha256}"));
        }

        return end;
    }

    private static void Copy(string from, string to)
    {
        // What is being written is no part of what a process leaves.
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains(".incoming", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
