using System.Collections.Concurrent;
using MassTransit;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;

namespace MedSsl.Training.Runs;

/// <summary>Tells of the shards that a run found damaged. A run that dies before it told finds them again when it goes on.</summary>
internal sealed class CorruptShards(string runId, DatasetManifest dataset, IPublishEndpoint bus, TimeProvider time)
{
    private readonly ConcurrentQueue<ShardQuarantined> untold = new();

    /// <summary>Takes note of one; from any thread.</summary>
    public void Note(DatasetShard shard, string reason)
    {
        TrainingMetrics.ShardsQuarantined.Inc();
        untold.Enqueue(new ShardQuarantined
        {
            Dataset = dataset.Dataset,
            DatasetVersion = dataset.Version,
            ShardId = shard.ShardId,
            Shard = shard.Shard,
            RunId = runId,
            Reason = reason,
            QuarantinedAt = time.GetUtcNow(),
        });
    }

    /// <summary>Publishes what was found since the last time.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        while (untold.TryPeek(out var found))
        {
            await bus.Publish(found, cancellationToken);
            untold.TryDequeue(out _);
        }
    }
}
