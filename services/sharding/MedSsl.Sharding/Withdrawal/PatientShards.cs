using MedSsl.Catalogue;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Finds the shards, dataset versions and catalogue files that have samples of a patient.</summary>
internal sealed class PatientShards(IObjectStore store, StoredManifests versions)
{
    /// <summary>
    /// Shards with samples of the patient, whose UIDs are added, and datasets of which a new version is due. Shards of the newest versions are found by the
    /// catalogue; all others that are stored (of older versions, or left behind by a builder that lost a race) by their manifests.
    /// </summary>
    public async Task<(List<FoundShard> Shards, List<string> Datasets)> FindAsync(PatientUids uids, CancellationToken cancellationToken)
    {
        var newest = new List<DatasetManifest>();
        foreach (var dataset in await DatasetsAsync(cancellationToken))
        {
            if (await versions.NewestAsync(dataset, cancellationToken) is { } version)
            {
                newest.Add(version);
            }
        }

        var (stored, rewritten) = await StoredAsync(cancellationToken);
        var look = stored.ToHashSet(StringComparer.Ordinal);
        foreach (var version in newest.Where(version => version.Catalogue is not null))
        {
            look.ExceptWith(version.Shards.Select(shard => shard.ShardId));
        }

        foreach (var version in newest)
        {
            foreach (var patient in uids.Pseudonyms)
            {
                look.UnionWith(await CatalogueParts.FindAsync(store, version.Catalogue ?? [], "patient_id", patient, cancellationToken).Select(row => row.ShardId).ToListAsync(cancellationToken));
            }
        }

        var shards = new List<FoundShard>();
        foreach (var id in look.Intersect(stored).Order(StringComparer.Ordinal))
        {
            var samples = await SamplesAsync(id, cancellationToken);
            var found = samples.Index().Where(sample => uids.Pseudonyms.Contains(sample.Item.PatientId)).ToList();
            if (found.Count > 0)
            {
                found.ForEach(sample => uids.Add(sample.Item));
                shards.Add(new FoundShard(id, samples.Count, [.. found.Select(sample => sample.Index)], [.. found.Select(sample => sample.Item.Key)]));
            }
        }

        rewritten.UnionWith(shards.Select(shard => shard.ShardId));
        return (shards, [.. newest.Where(version => version.Shards.Any(shard => rewritten.Contains(shard.ShardId))).Select(version => version.Dataset)]);
    }

    /// <summary>Datasets whose newest version names one of these tables of labels.</summary>
    public async Task<List<string>> NamingAsync(IReadOnlyCollection<ObjectInfo> tables, CancellationToken cancellationToken)
    {
        var keys = tables.Select(table => table.Key).ToHashSet(StringComparer.Ordinal);
        var datasets = new List<string>();
        foreach (var dataset in keys.Select(key => key.Split('/')[1]).Distinct(StringComparer.Ordinal))
        {
            if (await versions.NewestAsync(dataset, cancellationToken) is { Labels: { } labels } && labels.Tables.Any(table => keys.Contains(table.File.Key)))
            {
                datasets.Add(dataset);
            }
        }

        return datasets;
    }

    /// <summary>Catalogue files with rows of the patient, of whatever version, and their indexes.</summary>
    public async Task<List<string>> FindCatalogueFilesAsync(PatientUids uids, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var dataset in await DatasetsAsync(cancellationToken))
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var file in store.ListAsync(ObjectKeys.CataloguePrefix(dataset), cancellationToken).Where(file => !ObjectKeys.IsCatalogueKeys(file.Key)))
            {
                if (await CatalogueRewrite.HasPatientAsync(store, file, uids.Pseudonyms, cancellationToken))
                {
                    found.Add(file.Key);
                }
            }

            // The versions know which index is of which file.
            var indexes = found.Count == 0 ? [] : await store.ListJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(dataset), cancellationToken)
                .SelectMany(version => (version.Catalogue ?? []).ToAsyncEnumerable())
                .Where(part => part.Keys is not null && found.Contains(part.File.Key))
                .Select(part => part.Keys!.Key).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);

            // In the order in which they are removed: an index is found by its file only.
            keys.AddRange([.. indexes.Order(StringComparer.Ordinal), .. found.Order(StringComparer.Ordinal)]);
        }

        return keys;
    }

    private async Task<SortedSet<string>> DatasetsAsync(CancellationToken cancellationToken) => new(
        await store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken).Select(found => found.Key.Split('/')[1]).ToListAsync(cancellationToken), StringComparer.Ordinal);

    /// <summary>Ids of the shards that are there, if only one of the two objects of each, and of those that were rewritten.</summary>
    private async Task<(HashSet<string> Stored, HashSet<string> Rewritten)> StoredAsync(CancellationToken cancellationToken)
    {
        var (stored, rewritten) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var found in store.ListAsync(ObjectKeys.ShardPrefix, cancellationToken))
        {
            var set = found.Key.StartsWith(ObjectKeys.ShardRewritePrefix, StringComparison.Ordinal) ? rewritten : stored;
            set.Add(Path.GetFileNameWithoutExtension(found.Key));
        }

        return (stored, rewritten);
    }

    /// <summary>From the manifest; from the archive where a crash came between the two.</summary>
    private async Task<IReadOnlyList<SampleMetadata>> SamplesAsync(string shardId, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<ShardManifest>(ObjectKeys.ShardManifest(shardId), cancellationToken) is { } manifest)
        {
            return [.. manifest.Samples.Select(sample => sample.Metadata)];
        }

        await using var tar = await store.OpenReadAsync(ObjectKeys.Shard(shardId), cancellationToken);
        return tar is null ? [] : [.. ShardReader.Read(tar).Select(sample => sample.Metadata)];
    }
}
