using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace MedSsl.Catalogue;

/// <summary>A catalogue file: Apache Parquet, one row a sample, sorted by <see cref="CatalogueRow.Order"/>, so that statistics of row groups find a patient.</summary>
public static class CatalogueFile
{
    /// <summary>
    /// Rows that are in memory at a time. A question reads one row group whole and the statistics of all of them: larger ones cost the former, smaller ones the latter.
    /// </summary>
    public const int RowGroupRows = 10_000;

    /// <summary>Writes rows that come in their order; equal rows give equal bytes. Returns how many.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rowGroupRows">Rows of a row group.</param>
    /// <param name="noteKey">Told of the key of each row and of the row group that it is in.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <exception cref="ArgumentException">The rows are not in their order, or one comes twice.</exception>
    public static async Task<long> WriteAsync(Stream output, IAsyncEnumerable<CatalogueRow> rows, int rowGroupRows = RowGroupRows, Action<string, int>? noteKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowGroupRows);
        await using var writer = await ParquetWriter.CreateAsync(CatalogueColumns.Schema, output, CatalogueParquet.Options, cancellationToken: cancellationToken);
        var group = new List<CatalogueRow>();
        CatalogueRow? last = null;
        long count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (last is not null && CatalogueRow.Order.Compare(last, row) >= 0)
            {
                throw new ArgumentException($"Sample {row.Key} follows {last.Key}: rows of a catalogue are in the order of patient, study, series, instance number and key, each once.", nameof(rows));
            }

            group.Add(row);
            noteKey?.Invoke(row.Key, (int)(count / rowGroupRows));
            last = row;
            count++;
            if (group.Count == rowGroupRows)
            {
                await WriteGroupAsync(writer, group, cancellationToken);
                group.Clear();
            }
        }

        if (group.Count > 0)
        {
            await WriteGroupAsync(writer, group, cancellationToken);
        }

        return count;
    }

    /// <summary>All rows in their order, a row group in memory at a time.</summary>
    /// <exception cref="InvalidDataException">It is no catalogue file.</exception>
    public static IAsyncEnumerable<CatalogueRow> ReadAsync(Stream seekable, CancellationToken cancellationToken = default) => RowsAsync(seekable, null, "", null, cancellationToken);

    /// <summary>The rows with a value in a text column, such as <c>patient_id</c>. Row groups whose statistics exclude it are not read.</summary>
    /// <exception cref="ArgumentException">There is no such text column.</exception>
    /// <exception cref="InvalidDataException">It is no catalogue file.</exception>
    public static IAsyncEnumerable<CatalogueRow> FindAsync(Stream seekable, string column, string value, CancellationToken cancellationToken = default) =>
        FindAsync(seekable, column, value, null, cancellationToken);

    /// <summary>The same, where it is known in which row groups they are.</summary>
    internal static IAsyncEnumerable<CatalogueRow> FindAsync(Stream seekable, string column, string value, IReadOnlySet<int>? groups, CancellationToken cancellationToken)
    {
        var wanted = CatalogueColumns.All.FirstOrDefault(known => known.Field.Name == column && known.IsText)
            ?? throw new ArgumentException($"A catalogue has no text column {column}.", nameof(column));
        return RowsAsync(seekable, wanted.Field, value, groups, cancellationToken);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, List<CatalogueRow> rows, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        foreach (var column in CatalogueColumns.All)
        {
            await column.WriteAsync(group, rows, cancellationToken);
        }

        group.CompleteValidate();
    }

    private static async IAsyncEnumerable<CatalogueRow> RowsAsync(Stream seekable, DataField? wanted, string value, IReadOnlySet<int>? groups, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync(seekable, cancellationToken);
        var fields = reader.Schema.DataFields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var (_, group) in reader.RowGroups.Index().Where(item => groups?.Contains(item.Index) ?? true))
        {
            var matches = wanted is null ? null : await MatchesAsync(group, fields[wanted.Name], value, cancellationToken);
            if (matches is { Count: 0 })
            {
                continue;
            }

            var rows = Enumerable.Range(0, checked((int)group.RowCount)).Select(_ => new CatalogueRow()).ToArray();
            foreach (var column in CatalogueColumns.All)
            {
                await column.ReadAsync(group, fields[column.Field.Name], rows, cancellationToken);
            }

            foreach (var row in matches is null ? rows : matches.Select(i => rows[i]))
            {
                yield return row;
            }
        }
    }

    /// <summary>Which rows of a group have the value.</summary>
    private static async Task<List<int>> MatchesAsync(ParquetRowGroupReader group, DataField field, string value, CancellationToken cancellationToken)
    {
        if (group.GetStatistics(field) is { MinValue: string least, MaxValue: string most } && (string.CompareOrdinal(value, least) < 0 || string.CompareOrdinal(value, most) > 0))
        {
            return [];
        }

        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values!, null, cancellationToken);
        return [.. values.Index().Where(item => item.Item == value).Select(item => item.Index)];
    }

    private static async Task<ParquetReader> OpenAsync(Stream seekable, CancellationToken cancellationToken)
    {
        try
        {
            var reader = await ParquetReader.CreateAsync(seekable, leaveStreamOpen: true, cancellationToken: cancellationToken);
            var names = reader.Schema.DataFields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
            return CatalogueColumns.All.FirstOrDefault(column => !names.Contains(column.Field.Name)) is { } missing
                ? throw new InvalidDataException($"The file is no catalogue: it has no column {missing.Field.Name}.")
                : reader;
        }
        catch (Exception exception) when (exception is IOException or ParquetException or ArgumentException)
        {
            throw new InvalidDataException($"The file is no catalogue: {exception.Message}", exception);
        }
    }
}
