using System.Text;
using MedSsl.Catalogue;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>Looks into every object of a store, compressed catalogues too.</summary>
internal static class Traces
{
    /// <summary>Keys of the objects, outside the records of withdrawals, that hold the bytes or have them in their key.</summary>
    public static async Task<List<string>> FindAsync(IObjectStore store, byte[] trace)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync("", CancellationToken.None).Where(found => !found.Key.StartsWith("withdrawals/", StringComparison.Ordinal)))
        {
            var content = (await store.ReadAllAsync(found.Key, CancellationToken.None))!;
            var text = found.Key.EndsWith(".parquet", StringComparison.Ordinal) && !ObjectKeys.IsCatalogueKeys(found.Key) ? Encoding.ASCII.GetBytes(await TextAsync(content)) : content;
            if (text.AsSpan().IndexOf(trace) >= 0 || Encoding.UTF8.GetBytes(found.Key).AsSpan().IndexOf(trace) >= 0)
            {
                keys.Add(found.Key);
            }
        }

        return keys;
    }

    public static async Task<List<CatalogueRow>> RowsAsync(IObjectStore store, IReadOnlyList<CataloguePart> parts)
    {
        var rows = new List<CatalogueRow>();
        foreach (var part in parts)
        {
            await using var file = await store.OpenVerifiedAsync(part.File, CancellationToken.None);
            rows.AddRange(await CatalogueFile.ReadAsync(file).ToListAsync());
        }

        return rows;
    }

    private static async Task<string> TextAsync(byte[] parquet)
    {
        var rows = await CatalogueFile.ReadAsync(new MemoryStream(parquet)).ToListAsync();
        return string.Join(' ', rows.Select(row => $"{row.PatientId} {row.StudyUid} {row.SeriesUid} {row.SopInstanceUid}"));
    }
}
