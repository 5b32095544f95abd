using System.Globalization;
using System.Runtime.InteropServices;
using MedSsl.Shards;
using Parquet;
using Parquet.Schema;

namespace MedSsl.Catalogue;

/// <summary>
/// Says in which row group of a catalogue file a sample key is: rows lie by patient there, so a key alone would have every group read. Apache Parquet
/// with two columns, sorted: the first 15 digits of the key as a number, and the row group. Keys are evenly spread, so entries are gathered in
/// files by their first bits and sorted one file at a time: memory does not grow with the catalogue.
/// </summary>
internal static class KeyIndex
{
    private const int DigitsOfKey = 15; // 60 bits, never negative
    private const int BitsOfKey = 4 * DigitsOfKey;
    private const int EntriesOfFile = 500_000;
    private const int EntriesOfGroup = 50_000;
    private const int MostFiles = 256;
    private static readonly DataField<long> KeyField = new("key");
    private static readonly DataField<int> GroupField = new("row_group");

    /// <summary>Gathers the keys of a file with about <paramref name="rows"/> rows while it is written.</summary>
    public sealed class Builder(string folder, long rows) : IDisposable
    {
        private readonly FileStream[] files = [.. Enumerable.Range(0, (int)Math.Clamp(rows / EntriesOfFile, 1, MostFiles)).Select(_ => UnnamedFile.Create(folder))];

        public void Add(string key, int group)
        {
            var entry = new Entry(Number(key), group);
            var file = (int)(((UInt128)entry.Key * (uint)files.Length) >> BitsOfKey);
            files[file].Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Entry>(in entry)));
        }

        public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(KeyField, GroupField), output, CatalogueParquet.Options, cancellationToken: cancellationToken);
            foreach (var file in files)
            {
                var entries = new Entry[file.Length / Entry.Bytes];
                file.Position = 0;
                file.ReadExactly(MemoryMarshal.AsBytes(entries.AsSpan()));
                Array.Sort(entries, (a, b) => (a.Key, a.Group).CompareTo((b.Key, b.Group)));
                foreach (var part in entries.Chunk(EntriesOfGroup))
                {
                    using var group = writer.CreateRowGroup();
                    await group.WriteAsync<long>(KeyField, part.Select(entry => entry.Key).ToArray(), null, null, cancellationToken);
                    await group.WriteAsync<int>(GroupField, part.Select(entry => entry.Group).ToArray(), null, null, cancellationToken);
                    group.CompleteValidate();
                }
            }
        }

        public void Dispose() => Array.ForEach(files, file => file.Dispose());
    }

    /// <summary>The row groups that may have a key: one, but for chance.</summary>
    public static async Task<IReadOnlySet<int>> GroupsAsync(Stream seekable, string key, CancellationToken cancellationToken)
    {
        var wanted = Number(key);
        var found = new HashSet<int>();
        await using var reader = await ParquetReader.CreateAsync(seekable, leaveStreamOpen: true, cancellationToken: cancellationToken);
        var fields = reader.Schema.DataFields;
        foreach (var group in reader.RowGroups.Where(group => group.GetStatistics(fields[0]) is not { MinValue: long least, MaxValue: long most } || (wanted >= least && wanted <= most)))
        {
            var keys = new long[group.RowCount];
            var groups = new int[group.RowCount];
            await group.ReadAsync<long>(fields[0], keys.AsMemory(), null, cancellationToken);
            await group.ReadAsync<int>(fields[1], groups.AsMemory(), null, cancellationToken);
            for (var i = FirstOf(keys, wanted); i < keys.Length && keys[i] == wanted; i++)
            {
                found.Add(groups[i]);
            }
        }

        return found;
    }

    private static int FirstOf(long[] sorted, long wanted)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < wanted ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static long Number(string key) => long.Parse(key.AsSpan(0, DigitsOfKey), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Entry(long Key, int Group)
    {
        public const int Bytes = 12;
    }
}
