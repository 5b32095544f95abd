using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Sealing;

/// <summary>Makes dataset versions durable and tells of them. Of two builders of a version one wins.</summary>
internal sealed class VersionPublisher(IObjectStore store, IBus bus, ILogger<VersionPublisher> logger)
{
    /// <summary>Publishes a version; false when another builder published that version first, and nothing was told.</summary>
    public async Task<bool> PublishAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        var put = await store.PutJsonAsync(ObjectKeys.DatasetVersion(version.Dataset, version.Version), version, PutCondition.IfAbsent, cancellationToken);
        if (!put.Created)
        {
            Log.VersionTaken(logger, version.Dataset, version.Version);
            return false;
        }

        var published = Event(version, put.Object);
        Log.VersionPublished(logger, version.Dataset, version.Version, published.SampleCount);
        ShardingMetrics.DatasetVersion.WithLabels(version.Dataset).Set(version.Version);
        await bus.Publish(published, cancellationToken);
        return true;
    }

    /// <summary>Tells of a version again: a crash may have come between it and its event.</summary>
    public async Task PublishAgainAsync(DatasetManifest published, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<DatasetManifest>(ObjectKeys.DatasetVersion(published.Dataset, published.Version), cancellationToken) is var (version, reference))
        {
            await bus.Publish(Event(version, reference), cancellationToken);
        }
    }

    private static DatasetPublished Event(DatasetManifest version, ObjectRef manifest) => new()
    {
        Dataset = version.Dataset,
        Version = version.Version,
        SampleCount = version.Shards.Sum(shard => (long)shard.SampleCount),
        SamplesPerModality = version.Shards.GroupBy(shard => shard.Modality).ToDictionary(group => group.Key, group => group.Sum(shard => (long)shard.SampleCount)),
        CompletedImports = version.CompletedImports,
        Manifest = manifest,
        PublishedAt = version.CreatedAt,
    };
}
