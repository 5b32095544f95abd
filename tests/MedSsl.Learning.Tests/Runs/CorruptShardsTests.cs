using System.Collections.Concurrent;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Training.Runs;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class CorruptShardsTests
{
    [Fact]
    public async Task Tell_publishes_each_shard_that_was_noted_once()
    {
        var heard = new ConcurrentQueue<ShardQuarantined>();
        var bus = Bus.Factory.CreateUsingInMemory(configure => configure.ReceiveEndpoint("test", endpoint => endpoint.Handler<ShardQuarantined>(context =>
        {
            heard.Enqueue(context.Message);
            return Task.CompletedTask;
        })));
        await bus.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            var archive = new ObjectRef { Bucket = "medssl", Key = "shards/a.tar", Sha256 = new string('a', 64), Bytes = 7, MediaType = "application/x-tar" };
            var shard = new DatasetShard { ShardId = "a", Modality = "CT", SampleCount = 3, Shard = archive, Manifest = archive };
            var dataset = new DatasetManifest { Dataset = "north", Version = 4, CreatedAt = DateTimeOffset.UnixEpoch, Shards = [shard], CompletedImports = [], SplitRule = PatientSplit.DefaultRule };
            var corrupt = new CorruptShards("run-1", dataset, bus, TimeProvider.System);

            await corrupt.TellAsync(CancellationToken.None);
            corrupt.Note(shard, "it is shorter");
            await corrupt.TellAsync(CancellationToken.None);
            await corrupt.TellAsync(CancellationToken.None);
            corrupt.Note(shard with { ShardId = "b" }, "it is longer");
            await corrupt.TellAsync(CancellationToken.None);

            await Eventually.TrueAsync(() => Task.FromResult(heard.Count >= 2), "both were heard");
            Assert.Equal(
                [("north", 4, "a", archive, "run-1", "it is shorter"), ("north", 4, "b", archive, "run-1", "it is longer")],
                heard.Select(told => (told.Dataset, told.DatasetVersion, told.ShardId, told.Shard, told.RunId, told.Reason)).OrderBy(told => told.ShardId));
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }
    }
}
