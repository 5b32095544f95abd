using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Catalogue;

/// <summary>The catalogue of a version in which some shards were replaced by ones with fewer samples.</summary>
public static class CatalogueRewrite
{
    /// <summary>The files of the new version. Files without a row of a replaced shard stay; a file without a row left goes.</summary>
    /// <param name="store">The object store.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="parts">Files of the version before.</param>
    /// <param name="replaced">By the id of a shard that is gone: the manifest of its replacement, null where nothing is left.</param>
    /// <param name="folder">Where a temporary file may be.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public static async Task<IReadOnlyList<CataloguePart>> ReplaceShardsAsync(
        IObjectStore store, string dataset, IReadOnlyList<CataloguePart> parts, IReadOnlyDictionary<string, ShardManifest?> replaced, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(replaced);
        var places = replaced.ToDictionary(
            shard => shard.Key, shard => (shard.Value?.Id, Samples: shard.Value?.Samples.ToDictionary(sample => sample.Metadata.Key, StringComparer.Ordinal) ?? []), StringComparer.Ordinal);
        var rewritten = new List<CataloguePart>();
        foreach (var part in parts)
        {
            await using var file = await store.OpenVerifiedAsync(part.File, cancellationToken);
            if (!await CatalogueFile.ReadAsync(file, cancellationToken).AnyAsync(row => places.ContainsKey(row.ShardId), cancellationToken))
            {
                rewritten.Add(part);
                continue;
            }

            var rows = CatalogueFile.ReadAsync(file, cancellationToken).Select(Placed).OfType<CatalogueRow>();
            if (await rows.AnyAsync(cancellationToken))
            {
                rewritten.Add(await CatalogueParts.PutAsync(store, dataset, rows, part.Rows, folder, cancellationToken));
            }
        }

        return rewritten;

        CatalogueRow? Placed(CatalogueRow row) =>
            !places.TryGetValue(row.ShardId, out var place) ? row
            : place.Samples.TryGetValue(row.Key, out var sample) ? row with { ShardId = place.Id!, Offset = sample.Offset, Length = sample.Length }
            : null;
    }

    /// <summary>Whether a file of a catalogue has rows of a patient; little is read of one that has none.</summary>
    /// <param name="store">The object store.</param>
    /// <param name="file">The file, as it was listed.</param>
    /// <param name="patients">Pseudonyms.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public static async Task<bool> HasPatientAsync(IObjectStore store, ObjectInfo file, IEnumerable<string> patients, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(patients);
        var reference = new ObjectRef { Bucket = store.Bucket, Key = file.Key, Sha256 = "", Bytes = file.Bytes, MediaType = "" };
        foreach (var patient in patients)
        {
            await using var content = new ObjectRangeStream(store, reference);
            if (await CatalogueFile.FindAsync(content, "patient_id", patient, null, cancellationToken).AnyAsync(cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
