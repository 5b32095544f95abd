using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Withdrawal;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>What holds at which moment of a withdrawal: when it is accepted, between search and removal, and after it for what others keep.</summary>
public sealed class WithdrawalMomentsTests : HospitalTests
{
    [Fact]
    public async Task Patient_is_withdrawn_when_the_command_is_accepted_before_any_work()
    {
        Assert.Empty(await AcceptAsync());
        Assert.True(await Platform.Store.IsWithdrawnAsync(HospitalStore.Leaver, CancellationToken.None));
    }

    [Fact]
    public async Task What_others_write_after_the_search_is_removed_before_the_report()
    {
        await AcceptAsync();
        var late = ObjectKeys.NormalizationRecord("north", "2.25.777005");
        var store = new InterruptedStore(Platform.Store, async key =>
        {
            if (key == ObjectKeys.WithdrawalFound("w-1", 1))
            {
                await Platform.Store.PutJsonAsync(late, new { late = true }, PutCondition.Overwrite, CancellationToken.None);
            }
        });
        var module = ShardingExtensions.Module with { AddServices = builder => { ShardingExtensions.Module.AddServices(builder); builder.Services.AddSingleton<IObjectStore>(store); } };
        await using var working = await TestPlatform.PartsAsync(module, Platform.Folder);

        await working.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);

        var report = (await WithdrawalReports.FindAsync(Platform.Store, "w-1", CancellationToken.None))!.Report;
        Assert.Equal(2, report.Searches);
        Assert.Contains(report.Found.Objects, found => found.Key == late);
        Assert.Null(await Platform.Store.StatAsync(late, CancellationToken.None));
    }

    [Fact]
    public async Task Index_of_what_is_sealed_goes_where_the_patient_was()
    {
        Assert.NotEmpty(await Platform.KeysAsync(ObjectKeys.MembershipPrefix("north")));
        await WithdrawAsync();
        Assert.Empty(await Platform.KeysAsync(ObjectKeys.MembershipPrefix("north")));
    }

    [Fact]
    public async Task Copies_of_rewritten_shards_and_their_manifests_are_forgotten_and_no_others()
    {
        var copies = Path.Combine(Platform.Folder, "copies");
        var cache = new ShardCache(new StoredShards(Platform.Store), copies);
        var shards = (await Platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north")))[^1].Shards;
        foreach (var shard in shards)
        {
            using var archive = await cache.OpenAsync(shard.Shard, ".tar", verify: true, CancellationToken.None);
            using var manifest = await cache.OpenAsync(shard.Manifest, ".json", verify: true, CancellationToken.None);
        }

        await WithdrawAsync();
        await cache.ForgetRewrittenAsync(Platform.Store, CancellationToken.None);
        Assert.Equal(
            new[] { shards[2].Shard.Sha256 + ".tar", shards[2].Manifest.Sha256 + ".json" }.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(copies).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Catalogue_places_the_samples_that_stood_behind_those_that_are_gone()
    {
        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(WithdrawalTests.Command with { Pseudonyms = [HospitalStore.Stayer] }, CancellationToken.None);
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
        var version = (await Platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("north")))[^1];
        var rows = await Traces.RowsAsync(Platform.Store, version.Catalogue!);
        Assert.Equal([100, 101, 102], rows.Select(row => row.InstanceNumber).Order());
        foreach (var row in rows)
        {
            var bytes = await Platform.Store.ReadRangeAsync(ObjectKeys.Shard(row.ShardId), row.Offset, row.Length, CancellationToken.None);
            Assert.Equal(HospitalStore.Sample(row.InstanceNumber, "").Payload.ToArray(), bytes);
        }
    }

    private Task<IReadOnlyList<string>> AcceptAsync() => Platform.Get<WithdrawalAcceptance>().AcceptAsync(WithdrawalTests.Command, CancellationToken.None);

    private async Task WithdrawAsync()
    {
        await AcceptAsync();
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
    }
}
