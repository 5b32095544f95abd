using System.Runtime.CompilerServices;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Catalogue;

/// <summary>
/// The catalogue of a dataset version in the object store: a few immutable files that later versions share. New rows become a file of their own, or one with the
/// files before it, as <see cref="CatalogueLevels"/> says.
/// </summary>
public static class CatalogueParts
{
    /// <summary>The files of a version that has the rows of <paramref name="parts"/> and those that are added.</summary>
    /// <param name="store">The object store.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="parts">Files of the version before.</param>
    /// <param name="added">Its further rows, in any order.</param>
    /// <param name="folder">Where a temporary file may be.</param>
    /// <param name="cancellationToken">Nobody waits any more; nothing is published then.</param>
    public static async Task<IReadOnlyList<CataloguePart>> AppendAsync(
        IObjectStore store, string dataset, IReadOnlyList<CataloguePart> parts, IReadOnlyCollection<CatalogueRow> added, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(added);
        if (added.Count == 0)
        {
            return parts;
        }

        var absorbed = CatalogueLevels.Absorbed([.. parts.Select(part => part.Rows)], added.Count);
        var open = new List<Stream>();
        try
        {
            foreach (var part in parts.TakeLast(absorbed))
            {
                open.Add(await store.OpenVerifiedAsync(part.File, cancellationToken));
            }

            var rows = CatalogueMerge.SortedAsync([added.Order(CatalogueRow.Order).ToAsyncEnumerable(), .. open.Select(stream => CatalogueFile.ReadAsync(stream, cancellationToken))], cancellationToken);
            return [.. parts.SkipLast(absorbed), await PutAsync(store, dataset, rows, added.Count + parts.TakeLast(absorbed).Sum(part => part.Rows), folder, cancellationToken)];
        }
        finally
        {
            foreach (var stream in open)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>A catalogue of one file, of rows that come in their order; <paramref name="about"/> as many.</summary>
    public static async Task<IReadOnlyList<CataloguePart>> WriteAsync(
        IObjectStore store, string dataset, IAsyncEnumerable<CatalogueRow> rows, long about, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return [await PutAsync(store, dataset, rows, about, folder, cancellationToken)];
    }

    /// <summary>
    /// The rows with a value in a text column, of all files. Only what the question needs is read, by ranges. A sample key goes by the index; other columns than
    /// those that rows are sorted by have every row group looked into.
    /// </summary>
    /// <exception cref="InvalidDataException">A file is no catalogue.</exception>
    /// <exception cref="ObjectIntegrityException">A file is absent, or shorter than promised.</exception>
    public static async IAsyncEnumerable<CatalogueRow> FindAsync(
        IObjectStore store, IReadOnlyList<CataloguePart> parts, string column, string value, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts)
        {
            IReadOnlySet<int>? groups = null;
            if (column == CatalogueColumns.Key && part.Keys is { } index)
            {
                await using var keys = new ObjectRangeStream(store, index);
                groups = await KeyIndex.GroupsAsync(keys, value, cancellationToken);
                if (groups.Count == 0)
                {
                    continue;
                }
            }

            await using var file = new ObjectRangeStream(store, part.File);
            await foreach (var row in CatalogueFile.FindAsync(file, column, value, groups, cancellationToken))
            {
                yield return row;
            }
        }
    }

    /// <summary>Stores rows that come in their order as one file with its index.</summary>
    /// <param name="store">The object store.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">The rows, each once.</param>
    /// <param name="about">About how many they are.</param>
    /// <param name="folder">Where temporary files may be.</param>
    /// <param name="cancellationToken">Nobody waits any more; nothing is published then.</param>
    public static async Task<CataloguePart> PutAsync(
        IObjectStore store, string dataset, IAsyncEnumerable<CatalogueRow> rows, long about, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var file = UnnamedFile.Create(folder);
        using var keys = new KeyIndex.Builder(folder, about);
        var count = await CatalogueFile.WriteAsync(file, rows, noteKey: keys.Add, cancellationToken: cancellationToken);
        await using var index = UnnamedFile.Create(folder);
        await keys.WriteAsync(index, cancellationToken);
        return new CataloguePart(
            count,
            await PutAsync(store, file, sha256 => ObjectKeys.CataloguePart(dataset, sha256), cancellationToken),
            await PutAsync(store, index, sha256 => ObjectKeys.CatalogueKeys(dataset, sha256), cancellationToken));
    }

    /// <summary>Named by its content: who loses the race for a version leaves a file that nobody names, never one that somebody else's version names.</summary>
    private static async Task<ObjectRef> PutAsync(IObjectStore store, FileStream file, Func<string, string> keyOf, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var (sha256, _) = await Sha256Digest.CopyAsync(file, Stream.Null, cancellationToken);
        file.Position = 0;
        return (await store.PutAsync(keyOf(sha256), file, "application/vnd.apache.parquet", PutCondition.Overwrite, cancellationToken)).Object;
    }
}
