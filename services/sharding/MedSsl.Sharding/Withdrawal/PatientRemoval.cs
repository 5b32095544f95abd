using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>
/// Removes what was found of a patient, in the order that lets others go on: replacements of shards, dataset versions that name them, and only then what
/// nobody names any more. Every step may be done again.
/// </summary>
internal sealed class PatientRemoval(IObjectStore store, ShardRewriter shards, DatasetReissue datasets)
{
    /// <param name="pseudonyms">The patient.</param>
    /// <param name="found">What is removed now.</param>
    /// <param name="all">What was found ever.</param>
    /// <param name="cancellationToken">The lease is lost: nothing may be written any more.</param>
    public async Task RemoveAsync(IReadOnlySet<string> pseudonyms, PatientFindings found, PatientFindings all, CancellationToken cancellationToken)
    {
        foreach (var shard in found.Shards)
        {
            await shards.RewriteAsync(shard.ShardId, pseudonyms, cancellationToken);
        }

        foreach (var dataset in found.Datasets)
        {
            await datasets.ReissueAsync(dataset, all, cancellationToken);
        }

        var series = all.Series.ToHashSet(StringComparer.Ordinal);
        foreach (var key in found.Edited)
        {
            await (PatientLabels.IsLabels(key) ? PatientLabels.RemoveAsync(store, key, all, cancellationToken) : EditImportAsync(key, series, all, cancellationToken));
        }

        foreach (var item in found.Objects)
        {
            await store.DeleteAsync(item.Key, cancellationToken);
        }
    }

    /// <summary>An import that still named series which are gone would never be whole again.</summary>
    private async Task EditImportAsync(string key, HashSet<string> series, PatientFindings all, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<ImportRecord>(key, cancellationToken) is not { } import || !import.SeriesUids.Any(series.Contains))
        {
            return;
        }

        var instances = all.Objects
            .Select(found => found.Key.Split('/'))
            .Where(parts => parts is ["raw", ..] && import.SeriesUids.Contains(parts[2], StringComparer.Ordinal))
            .Select(parts => parts[3]).Distinct(StringComparer.Ordinal).Count();
        await store.PutJsonAsync(
            key,
            import with { SeriesUids = [.. import.SeriesUids.Where(uid => !series.Contains(uid))], InstanceCount = Math.Max(0, import.InstanceCount - instances) },
            PutCondition.Overwrite, cancellationToken);
    }
}
