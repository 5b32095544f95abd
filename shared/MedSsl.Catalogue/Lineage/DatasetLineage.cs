using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Catalogue.Lineage;

/// <summary>Where samples of a dataset lie and which runs drew from it. Questions are answered by the catalogue of its newest version.</summary>
public sealed class DatasetLineage
{
    private readonly IObjectStore store;
    private readonly DatasetManifest newest;

    private DatasetLineage(IObjectStore store, DatasetManifest newest) => (this.store, this.newest) = (store, newest);

    /// <summary>Name of the dataset.</summary>
    public string Dataset => newest.Dataset;

    /// <summary>Its newest version.</summary>
    public int NewestVersion => newest.Version;

    /// <summary>The lineage of a dataset; null when it has no version.</summary>
    public static async Task<DatasetLineage?> OpenAsync(IObjectStore store, string dataset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.FindNewestVersionAsync(dataset, cancellationToken) is { } newest ? new DatasetLineage(store, newest) : null;
    }

    /// <summary>The samples of an instance: those of its frames, and the volume of its series.</summary>
    public async Task<IReadOnlyList<CatalogueRow>> OfInstanceAsync(string sopInstanceUid, CancellationToken cancellationToken)
    {
        // The first frame's key is known from the UID, and by key a row is found at once; the other frames lie beside it.
        if (await FindAsync("key", SampleKey.Of(sopInstanceUid, 0), cancellationToken) is [var first, ..])
        {
            return
            [
                .. (await OfPatientAsync(first.PatientId, cancellationToken))
                    .Where(row => row.SopInstanceUid == sopInstanceUid || (row.Depth is not null && row.SeriesUid == first.SeriesUid)),
            ];
        }

        return await FindAsync("sop_instance_uid", sopInstanceUid, cancellationToken);
    }

    /// <summary>The sample with a key: one, or none.</summary>
    public Task<IReadOnlyList<CatalogueRow>> OfKeyAsync(string key, CancellationToken cancellationToken) => FindAsync("key", key, cancellationToken);

    /// <summary>The samples of a patient, by pseudonym.</summary>
    public Task<IReadOnlyList<CatalogueRow>> OfPatientAsync(string patientId, CancellationToken cancellationToken) => FindAsync("patient_id", patientId, cancellationToken);

    /// <summary>The samples of a shard.</summary>
    public Task<IReadOnlyList<CatalogueRow>> OfShardAsync(string shardId, CancellationToken cancellationToken) => FindAsync("shard", shardId, cancellationToken);

    /// <summary>The first version that lists a shard of the newest one. A shard that is in two versions is in all between them.</summary>
    public async Task<int> FirstVersionOfAsync(string shardId, CancellationToken cancellationToken)
    {
        var (low, high) = (1, newest.Version);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var version = await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(Dataset, middle), cancellationToken);
            (low, high) = version?.Shards.Any(shard => shard.ShardId == shardId) ?? false ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Ids of the runs that drew from any of its versions and recorded their order.</summary>
    public async Task<IReadOnlyList<string>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = new List<string>();
        await foreach (var found in store.ListAsync(ObjectKeys.RunPrefix, cancellationToken))
        {
            if (found.Key == ObjectKeys.RunOrder(found.Key.Split('/')[1]) && await store.ReadJsonAsync<Shards.Loading.RunOrder>(found.Key, cancellationToken) is { } order && order.Dataset == Dataset)
            {
                runs.Add(order.RunId);
            }
        }

        return runs;
    }

    private async Task<IReadOnlyList<CatalogueRow>> FindAsync(string column, string value, CancellationToken cancellationToken) =>
        await CatalogueParts.FindAsync(store, newest.Catalogue ?? [], column, value, cancellationToken).ToListAsync(cancellationToken);
}
