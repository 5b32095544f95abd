using System.Runtime.CompilerServices;
using MedSsl.Contracts.Documents;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Normalization.References;

/// <summary>The energies of all images of a dataset with their reference groups.</summary>
internal sealed class DatasetEnergies(IObjectStore store)
{
    /// <summary>The groups of a dataset, in ordinal order; empty when nothing of it is normalized.</summary>
    public async Task<SortedSet<string>> GroupsAsync(string dataset, CancellationToken cancellationToken)
    {
        var prefix = ObjectKeys.SeriesEnergiesPrefixOf(dataset);
        var groups = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            groups.Add(found.Key[prefix.Length..].Split('/')[0]);
        }

        if (groups.Count == 0)
        {
            await foreach (var record in RecordsAsync(dataset, cancellationToken))
            {
                groups.Add(GroupOf(record));
            }
        }

        return groups;
    }

    /// <summary>Every image; of a dataset that was renormalized, or normalized before energies were kept, from its bundles, without probes.</summary>
    public async IAsyncEnumerable<(string Group, ReferenceImage Image)> ReadAsync(string dataset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = ObjectKeys.SeriesEnergiesPrefixOf(dataset);
        var isMeasured = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            if (found.Key[prefix.Length..].Split('/') is [var group, _, var file] && await store.ReadJsonAsync<SeriesEnergies>(found.Key, cancellationToken) is { } series)
            {
                var uid = Path.ChangeExtension(file, null);
                isMeasured.Add(uid);
                foreach (var (index, key) in series.Keys.Index())
                {
                    yield return (group, new ReferenceImage(key, uid, series.Energies[index], series.Probe));
                }
            }
        }

        await foreach (var record in RecordsAsync(dataset, cancellationToken).Where(record => !isMeasured.Contains(record.SeriesUid)))
        {
            await using var bundle = await store.OpenVerifiedAsync(record.Bundle!, cancellationToken);
            foreach (var sample in ShardReader.Read(bundle).Where(sample => sample.Metadata.Depth is null))
            {
                yield return (GroupOf(record), new ReferenceImage(sample.Metadata.Key, record.SeriesUid, sample.Metadata.Energies, null));
            }
        }
    }

    private IAsyncEnumerable<NormalizationRecord> RecordsAsync(string dataset, CancellationToken cancellationToken) =>
        store.ListJsonAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefixOf(dataset), cancellationToken).Where(record => record.Bundle is not null);

    /// <summary>The group in the key of the reference that a record names; records from before there were groups belong to their modality.</summary>
    private static string GroupOf(NormalizationRecord record) => record.Reference is { } reference ? ObjectKeys.GroupOfReference(reference.Key) : record.Modality;
}
