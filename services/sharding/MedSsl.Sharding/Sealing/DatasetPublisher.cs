using System.Globalization;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Makes a version durable and tells of it. A mark is there before the version and goes after its event, so that a crash between the two is seen: nothing
/// else need be left to do then, and the event would be lost.
/// </summary>
internal sealed class DatasetPublisher(IObjectStore store, IBus bus, ILogger<DatasetPublisher> logger)
{
    /// <summary>False when another builder published a version of this number first.</summary>
    public async Task<bool> PublishAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        await store.PutAsync(ObjectKeys.DatasetUntold(version.Dataset, version.Version), new MemoryStream(), "application/octet-stream", PutCondition.Overwrite, cancellationToken);
        var put = await store.PutJsonAsync(ObjectKeys.DatasetVersion(version.Dataset, version.Version), version, PutCondition.IfAbsent, cancellationToken);
        if (!put.Created)
        {
            Log.VersionTaken(logger, version.Dataset, version.Version);
            return false;
        }

        var published = Event(version, put.Object);
        Log.VersionPublished(logger, version.Dataset, version.Version, published.SampleCount);
        ShardingMetrics.DatasetVersion.WithLabels(version.Dataset).Set(version.Version);
        await TellAsync(published, cancellationToken);
        return true;
    }

    /// <summary>Tells of the versions whose builder may have died before it could. Mostly there is none.</summary>
    public async Task<int> TellLostAsync(string dataset, CancellationToken cancellationToken)
    {
        var told = 0;
        await foreach (var mark in store.ListAsync(ObjectKeys.DatasetUntoldPrefix(dataset), cancellationToken))
        {
            // A mark without its version is of a builder that is at work or died early: whoever publishes that number removes it.
            var number = int.Parse(Path.GetFileName(mark.Key), CultureInfo.InvariantCulture);
            told += await TellAgainAsync(dataset, number, cancellationToken) ? 1 : 0;
        }

        return told;
    }

    /// <summary>Tells of a version once more, which does no harm; false when there is none of this number.</summary>
    public async Task<bool> TellAgainAsync(string dataset, int number, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, number), cancellationToken) is not var (version, reference))
        {
            return false;
        }

        await TellAsync(Event(version, reference), cancellationToken);
        return true;
    }

    private async Task TellAsync(DatasetPublished version, CancellationToken cancellationToken)
    {
        await bus.Publish(version, cancellationToken);
        await store.DeleteAsync(ObjectKeys.DatasetUntold(version.Dataset, version.Version), cancellationToken);
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
