using MedSsl.Catalogue;
using MedSsl.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue;

public sealed class CatalogueFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Read_returns_what_was_written_over_several_row_groups(int count)
    {
        var rows = TestRows.Several(Enumerable.Range(0, count));
        using var file = await WriteAsync(rows);
        var read = await CatalogueFile.ReadAsync(file).ToListAsync();
        Assert.Equal(rows.Select(Values), read.Select(Values));
    }

    [Fact]
    public void Row_has_what_the_sample_says()
    {
        var metadata = TestRows.Metadata(14) with { Modality = "MR", PatientId = "p-1" };
        var row = CatalogueRow.Of("shard-x", new ShardSample(metadata, 1536, 77, "abc"));
        Assert.Equal((metadata.Key, "shard-x", 1536L, 77, "abc", "MR"), (row.Key, row.ShardId, row.Offset, row.Length, row.Sha256, row.Modality));
        Assert.Equal((PatientSplit.Of("p-1"), 4, metadata.PixelSpacing), (row.Split, row.Depth, row.PixelSpacing));
        Assert.All(row.Energies, energy => Assert.Null(energy));
        Assert.Equal([0.1, 1, 2, 3, 4, 5], TestRows.Of(1).Energies);
    }

    [Fact]
    public async Task Write_of_equal_rows_gives_equal_bytes()
    {
        using var one = await WriteAsync(TestRows.Several(Enumerable.Range(0, 50)));
        using var other = await WriteAsync(TestRows.Several(Enumerable.Range(0, 50).Reverse()));
        Assert.Equal(one.ToArray(), other.ToArray());
    }

    [Fact]
    public async Task Write_out_of_order_or_twice_is_refused()
    {
        var rows = TestRows.Several(Enumerable.Range(0, 6));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync([rows[1], rows[0]]));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync([rows[0], rows[0]]));
        Assert.Contains(rows[0].Key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p0000", 3)]
    [InlineData("p0003", 3)]
    [InlineData("p0006", 2)]
    [InlineData("p0004x", 0)]
    [InlineData("a", 0)]
    [InlineData("z", 0)]
    public async Task Find_by_patient_returns_all_of_them_and_no_others(string patient, int count)
    {
        var rows = TestRows.Several(Enumerable.Range(0, 20));
        using var file = await WriteAsync(rows);
        var found = await CatalogueFile.FindAsync(file, "patient_id", patient).ToListAsync();
        Assert.Equal(count, found.Count);
        Assert.Equal(rows.Where(row => row.PatientId == patient).Select(Values), found.Select(Values));
    }

    [Fact]
    public async Task Find_in_an_optional_column_skips_absent_values()
    {
        using var file = await WriteAsync(TestRows.Several(Enumerable.Range(0, 20)));
        Assert.Equal(7, await CatalogueFile.FindAsync(file, "body_part", "CHEST").CountAsync());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("width")]
    public void Find_in_what_is_no_text_column_is_refused(string column) =>
        Assert.Throws<ArgumentException>(() => CatalogueFile.FindAsync(Stream.Null, column, ""));

    [Fact]
    public async Task Read_of_another_or_a_truncated_file_is_refused()
    {
        using var whole = await WriteAsync(TestRows.Several(Enumerable.Range(0, 20)));
        byte[][] others = [[], [1, 2, 3], whole.ToArray()[..^7], whole.ToArray()[..4], "a,b\n1,2\n"u8.ToArray()];
        foreach (var bytes in others)
        {
            using var file = new MemoryStream(bytes);
            await Assert.ThrowsAsync<InvalidDataException>(async () => await CatalogueFile.ReadAsync(file).ToListAsync());
        }
    }

    [Fact]
    public async Task Merge_of_files_is_the_file_of_all()
    {
        var sources = new[] { 0, 1, 2 }.Select(rest => TestRows.Several(Enumerable.Range(0, 30).Where(number => number % 3 == rest)).ToAsyncEnumerable()).Append(AsyncEnumerable.Empty<CatalogueRow>());
        var merged = await CatalogueMerge.SortedAsync([.. sources]).ToListAsync();
        Assert.Equal(TestRows.Several(Enumerable.Range(0, 30)).Select(Values), merged.Select(Values));
    }

    /// <summary>Everything of a row, to compare and to show.</summary>
    internal static string Values(CatalogueRow row) => $"{row} {string.Join(' ', row.Energies)}";

    private static async Task<MemoryStream> WriteAsync(IEnumerable<CatalogueRow> rows)
    {
        var file = new MemoryStream();
        await CatalogueFile.WriteAsync(file, rows.ToAsyncEnumerable(), rowGroupRows: 3);
        file.Position = 0;
        return file;
    }
}
