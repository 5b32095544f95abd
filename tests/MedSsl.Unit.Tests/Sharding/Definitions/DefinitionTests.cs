using MassTransit;
using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Definitions;
using MedSsl.Sharding.Labels;
using MedSsl.Sharding.Sealing;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using MedSsl.Unit.Tests.Shards;
using Xunit;
using static MedSsl.Unit.Tests.Sharding.Definitions.Definitions;

namespace MedSsl.Unit.Tests.Sharding.Definitions;

public sealed class DefinitionTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(ShardingExtensions.Module);
        await SealAsync(platform, "north", "1.1", 1, 2, 3);
        await SealAsync(platform, "north", "1.2", 4, 5, 6);
        await SealAsync(platform, "south", "1.3", 7, 8);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Shards_that_are_picked_whole_are_shared_and_of_others_encoded_members_are_copied()
    {
        var outcome = await DefineAsync(platform, Without("chosen", "p2", "p8"));
        Assert.Equal((1, "sources: 8, excludedPatients: 6"), (outcome.Version, string.Join(", ", outcome.Left)));
        var (north, south, version) = ((await VersionAsync(platform, "north", 2))!, (await VersionAsync(platform, "south", 1))!, (await VersionAsync(platform, "chosen", 1))!);
        Assert.Equal([1, 3, 4, 5, 6, 7], await SamplesAsync(platform, version));
        Assert.Contains(north.Shards[1], version.Shards);
        Assert.DoesNotContain(version.Shards, shard => shard.ShardId == north.Shards[0].ShardId || shard.ShardId == south.Shards[0].ShardId);
        Assert.Equal([3, 3], version.Shards.Select(shard => shard.SampleCount).Order()); // what is left of two shards is gathered
        var encoded = await PayloadAsync(version, 7);
        Assert.Equal(await PayloadAsync(south, 7), encoded);

        Assert.Equal([("north", 2), ("south", 1)], version.Definition!.Sources.Select(source => (source.Dataset, source.Version!.Value)));
        Assert.Equal(["p2", "p8"], version.Definition.ExcludedPatients!);
        Assert.Equal((version.Dataset, 6L), (platform.Published.Of<DatasetPublished>().Last().Dataset, platform.Published.Of<DatasetPublished>().Last().SampleCount));
    }

    [Fact]
    public async Task The_same_definition_over_the_same_sources_is_the_same_version_and_over_grown_ones_the_next()
    {
        Assert.Equal(1, (await DefineAsync(platform, Without("chosen", "p2"))).Version);
        Assert.Equal(1, (await DefineAsync(platform, Without("chosen", "p2"))).Version);
        await SealAsync(platform, "south", "1.4", 9);
        Assert.Equal(2, (await DefineAsync(platform, Without("chosen", "p2"))).Version);
        Assert.Equal([1, 3, 4, 5, 6, 7, 8, 9], await SamplesAsync(platform, (await VersionAsync(platform, "chosen", 2))!));

        // Under another name it has the very same shards and rows.
        await DefineAsync(platform, Without("other", "p2"));
        var (chosen, other) = ((await VersionAsync(platform, "chosen", 2))!, (await VersionAsync(platform, "other", 1))!);
        Assert.Equal(chosen.Shards, other.Shards);
        Assert.Equal(chosen.Catalogue!.Select(part => part.File.Sha256), other.Catalogue!.Select(part => part.File.Sha256));
        Assert.Equal(4, (await VersionAsync(platform, "chosen", 2))!.Shards.Count); // three are shared, one is new
    }

    [Fact]
    public async Task Copied_samples_are_gathered_to_the_size_of_shards()
    {
        await DefineAsync(platform, Without("small", "p1", "p5"), shardBytes: 1);
        var version = (await VersionAsync(platform, "small", 1))!;
        Assert.Equal([2, 1, 1, 1, 1], version.Shards.Select(shard => shard.SampleCount)); // that of south is whole
        Assert.Equal([2, 3, 4, 6, 7, 8], await SamplesAsync(platform, version));
    }

    [Fact]
    public async Task A_sample_of_two_sources_is_there_once()
    {
        await SealAsync(platform, "both", "1.2", 4, 5, 6); // the very shard of north
        await SealAsync(platform, "both", "1.1", 3);
        await DefineAsync(platform, Over("union", "north", "both"));
        var version = (await VersionAsync(platform, "union", 1))!;
        Assert.Equal([1, 2, 3, 4, 5, 6], await SamplesAsync(platform, version));
    }

    [Fact]
    public async Task Labels_of_the_picked_samples_come_with_them()
    {
        await LabelAsync("north", "a", ("2.25.1", "1"), ("2.25.2", "1"), ("2.25.5", "0"));
        await SealAsync(platform, "north", "1.9", 20);
        await LabelAsync("north", "late", ("2.25.6", "1")); // after the version that is taken
        await DefineAsync(platform, Without("chosen", "p2"));
        await DefineAsync(platform, Over("labelled", "north") with { Definition = Over("x", "north").Definition with { LabelledTask = "nodule" } });

        var table = Assert.Single((await VersionAsync(platform, "chosen", 1))!.Labels!.Tables);
        Assert.Equal(["2.25.1", "2.25.5"], (await LabelTable.ReadAsync(platform.Store, table, CancellationToken.None)).Where(row => row.Chosen).Select(row => row.SopInstanceUid));
        Assert.Equal([1, 2, 5], await SamplesAsync(platform, (await VersionAsync(platform, "labelled", 1))!));
    }

    [Fact]
    public async Task Nothing_left_is_told_with_where_it_was_lost_and_leaves_no_version()
    {
        var outcome = await DefineAsync(platform, Over("none", "north") with { Definition = Over("x", "north").Definition with { Modalities = ["MR"] } });
        Assert.Null(outcome.Version);
        Assert.Contains("sources: 6, modalities: 0", Assert.Single(outcome.Reasons), StringComparison.Ordinal);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.DatasetVersionPrefix("none")));
        Assert.Empty(await platform.KeysAsync("datasets/none/catalogue/"));
    }

    [Fact]
    public async Task Withdrawn_patients_are_left_out_whatever_the_sources_say()
    {
        await WithdrawAsync("p3");
        await DefineAsync(platform, Over("chosen", "north"));
        Assert.Equal([1, 2, 4, 5, 6], await SamplesAsync(platform, (await VersionAsync(platform, "chosen", 1))!));

        // Who is withdrawn while it is made is not in it either.
        var interrupted = new InterruptedStore(platform.Store, key => key.StartsWith("datasets/late/catalogue/", StringComparison.Ordinal) ? WithdrawAsync("p5") : Task.CompletedTask);
        await DefineAsync(platform, Over("late", "north"), interrupted);
        Assert.Equal([1, 2, 4, 6], await SamplesAsync(platform, Assert.Single(await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("late")))));
    }

    [Fact]
    public async Task Sources_whose_shards_are_gone_are_told_of_and_leave_no_version()
    {
        var shard = (await VersionAsync(platform, "north", 2))!.Shards[0].Shard.Key;
        await platform.Store.DeleteAsync(shard, CancellationToken.None);
        foreach (var command in new[] { Over("whole", "north"), Without("part", "p2") })
        {
            var outcome = await DefineAsync(platform, command);
            Assert.Null(outcome.Version);
            Assert.Contains("name the newest ones", Assert.Single(outcome.Reasons), StringComparison.Ordinal);
            Assert.Empty(await platform.KeysAsync(ObjectKeys.DatasetVersionPrefix(command.Dataset)));
        }
    }

    [Fact]
    public async Task Away_at_any_operation_of_the_store_and_done_again_it_is_what_it_would_have_been()
    {
        await DefineAsync(platform, Without("whole", "p2"));
        var whole = (await VersionAsync(platform, "whole", 1))!;
        var operations = 0;
        for (var isDone = false; !isDone; operations++)
        {
            var command = Without($"cut-{operations}", "p2");
            try
            {
                await DefineAsync(platform, command, new FailingStore(platform.Store, operations));
                isDone = true;
            }
            catch (ObjectStoreUnavailableException)
            {
                foreach (var named in await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(command.Dataset)))
                {
                    await SamplesAsync(platform, named); // what is published is whole
                }
            }

            Assert.Equal(1, (await DefineAsync(platform, command)).Version);
            var version = Assert.Single(await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(command.Dataset)));
            Assert.Equal(whole.Shards, version.Shards);
            Assert.Equal(whole.Catalogue!.Select(part => part.File.Sha256), version.Catalogue!.Select(part => part.File.Sha256));
        }

        Assert.InRange(operations, 15, 60);
    }

    [Fact]
    public async Task Racing_definitions_of_one_dataset_become_versions_one_after_the_other()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Run(() => DefineAsync(platform, Without("raced", $"p{i}")))));
        var versions = await platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix("raced"));
        Assert.Equal([1, 2, 3, 4], versions.Select(version => version.Version));
        Assert.Equal(4, versions.Select(version => version.Definition!.ExcludedPatients![0]).Distinct().Count());
    }

    [Fact]
    public async Task Message_is_answered_and_worked_on_and_what_is_wrong_is_told()
    {
        await using var running = await TestPlatform.RunAsync([ShardingExtensions.Module], platform.Folder);
        var client = running.Get<IClientFactory>().CreateRequestClient<DefineDataset>(RequestTimeout.After(s: 30));
        var answer = await client.GetResponse<CommandAccepted, CommandRejected>(Without("sent", "p2"));
        Assert.True(answer.Is(out Response<CommandAccepted>? accepted));
        await Eventually.TrueAsync(async () => await running.Store.StatAsync(ObjectKeys.DatasetVersion("sent", 1), CancellationToken.None) is not null, "the version is there");
        await Eventually.TrueAsync(async () => await running.Store.StatAsync(ObjectKeys.DefinitionPending(accepted!.Message.Id), CancellationToken.None) is null, "the marker is removed");
        var (dataset, digest) = AcceptedDefinition.Parse(accepted!.Message.Id);
        Assert.Equal(1, (await running.Store.ReadJsonAsync<DefinitionOutcome>(ObjectKeys.DefinitionOutcome(dataset, digest), CancellationToken.None))!.Version);

        answer = await client.GetResponse<CommandAccepted, CommandRejected>(Over("sent", "nowhere"));
        Assert.True(answer.Is(out Response<CommandRejected>? rejected));
        Assert.Contains("no dataset 'nowhere'", Assert.Single(rejected!.Message.Reasons), StringComparison.Ordinal);
        await client.GetResponse<CommandAccepted, CommandRejected>(Without("empty", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"));
        await Eventually.TrueAsync(() => Task.FromResult(running.Published.Of<CommandRejected>().Any(told => told.Id == "empty")), "that nothing is left is told");
    }

    [Fact]
    public async Task Images_and_labels_that_are_sent_to_a_defined_dataset_are_refused()
    {
        await DefineAsync(platform, Without("chosen", "p2"));
        var labels = StoredLabels("a", ("2.25.1", "1")) with { Dataset = "chosen" };
        var (_, rejected) = await platform.Get<LabelAcceptance>().AcceptAsync(labels, CancellationToken.None);
        Assert.Contains("defined by a filter", Assert.Single(rejected!.Reasons), StringComparison.Ordinal);

        var normalized = new NormalizedSeries(platform.Store, "chosen");
        await normalized.StageAsync(await normalized.NormalizeAsync("1.30", 30));
        await normalized.EndImportAsync("i-30", "1.30");
        var errors = await Assert.ThrowsAsync<AggregateException>(() => platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None));
        Assert.Contains("defined by a filter", Assert.Single(errors.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Single(await platform.KeysAsync(ObjectKeys.DatasetVersionPrefix("chosen")));
    }

    private static DefineDataset Without(string dataset, params string[] patients)
    {
        var command = Over(dataset, "north", "south");
        return command with { Definition = command.Definition with { ExcludedPatients = patients } };
    }

    private static LabelsSubmitted StoredLabels(string id, params (string Instance, string Value)[] labels) => new()
    {
        SubmissionId = id, Dataset = "north", Task = "nodule", Source = "reader", SubmittedAt = DateTimeOffset.UnixEpoch,
        Labels = [.. labels.Select(label => new InstanceLabel { SopInstanceUid = label.Instance, Value = label.Value })],
    };

    private Task WithdrawAsync(string patient) => platform.Store.PutAsync(ObjectKeys.Tombstone(patient), new MemoryStream("{}"u8.ToArray()), "application/json", PutCondition.Overwrite, CancellationToken.None);

    private Task LabelAsync(string dataset, string id, params (string Instance, string Value)[] labels) =>
        LabelObjects.PutAsync(platform.Store, StoredLabels(id, labels) with { Dataset = dataset }, CancellationToken.None);

    private async Task<byte[]> PayloadAsync(DatasetManifest version, int number)
    {
        foreach (var shard in version.Shards)
        {
            await using var tar = await platform.Store.OpenVerifiedAsync(shard.Shard, CancellationToken.None);
            if (ShardReader.Read(tar).FirstOrDefault(sample => sample.Metadata.Key == TestSamples.Metadata(number, 1, 1).Key) is { } found)
            {
                return found.Payload.ToArray();
            }
        }

        throw new InvalidOperationException($"no sample {number}");
    }
}
