using MedSsl.Catalogue;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue;

public sealed class CataloguePartsTests : StoreTests
{
    [Fact]
    public void Absorbed_takes_what_is_not_much_larger_and_stops_there()
    {
        Assert.Equal(0, CatalogueParts.Absorbed([], 1));
        Assert.Equal(0, CatalogueParts.Absorbed([5], 1));
        Assert.Equal(1, CatalogueParts.Absorbed([4], 1));
        Assert.Equal(2, CatalogueParts.Absorbed([1000, 20, 4], 1));
        Assert.Equal(0, CatalogueParts.Absorbed([1, 100], 1));
    }

    [Fact]
    public void Absorbed_keeps_files_few_and_rows_seldom_written_again()
    {
        const int Additions = 100_000;
        var parts = new List<long>();
        long written = 0;
        for (var addition = 0; addition < Additions; addition++)
        {
            var absorbed = CatalogueParts.Absorbed(parts, 1);
            var rows = 1 + parts.TakeLast(absorbed).Sum();
            parts.RemoveRange(parts.Count - absorbed, absorbed);
            parts.Add(rows);
            written += rows;
            Assert.InRange(parts.Count, 1, 9); // log5 of 100,000 is 7.2
        }

        Assert.Equal(Additions, parts.Sum());
        Assert.InRange(written / (double)Additions, 1, 30);
    }

    [Fact]
    public async Task Append_adds_rows_and_leaves_earlier_files_as_they_were()
    {
        IReadOnlyList<CataloguePart> parts = [];
        var expected = new List<int>();
        foreach (var numbers in new[] { Enumerable.Range(0, 40), Enumerable.Range(40, 2), Enumerable.Range(42, 1), Enumerable.Range(43, 50) })
        {
            var before = parts;
            parts = await CatalogueParts.AppendAsync(Store, "north", parts, [.. numbers.Reverse().Select(TestRows.Of)], Folder, CancellationToken.None);
            expected.AddRange(numbers);
            Assert.Equal(TestRows.Several(expected).Select(row => row.Key).Order(), (await RowsAsync(parts)).Select(row => row.Key).Order());
            Assert.Equal(expected.Count, parts.Sum(part => part.Rows));
            Assert.All(before, part => Assert.True(File.Exists(Path.Combine(Folder, "objects", "medssl", part.File.Key))));
        }

        Assert.Single(parts);
        Assert.Equal(TestRows.Several(expected).Select(CatalogueFileTests.Values), (await RowsAsync(parts)).Select(CatalogueFileTests.Values));
        Assert.Empty(Directory.GetFiles(Folder, "*.partial"));
    }

    [Fact]
    public async Task Append_of_nothing_writes_nothing()
    {
        Assert.Empty(await CatalogueParts.AppendAsync(Store, "north", [], [], Folder, CancellationToken.None));
        Assert.Empty(await Store.ListAsync("", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Find_looks_into_every_file()
    {
        var first = await CatalogueParts.AppendAsync(Store, "north", [], [.. Enumerable.Range(0, 40).Where(number => number != 4).Select(TestRows.Of)], Folder, CancellationToken.None);
        var both = await CatalogueParts.AppendAsync(Store, "north", first, [TestRows.Of(4)], Folder, CancellationToken.None);
        Assert.Equal(2, both.Count);
        var found = await CatalogueParts.FindAsync(Store, both, "patient_id", "p0001").Select(row => row.InstanceNumber).ToListAsync();
        Assert.Equal([3, 5, 4], found);
    }

    [Fact]
    public async Task Append_to_a_file_that_was_changed_is_refused_and_publishes_nothing()
    {
        var parts = await CatalogueParts.AppendAsync(Store, "north", [], [TestRows.Of(1)], Folder, CancellationToken.None);
        await File.AppendAllTextAsync(Path.Combine(Folder, "objects", "medssl", parts[0].File.Key), "x");
        await Assert.ThrowsAsync<ObjectIntegrityException>(() => CatalogueParts.AppendAsync(Store, "north", parts, [TestRows.Of(2)], Folder, CancellationToken.None));
        Assert.Equal(new[] { parts[0].Keys!.Key, parts[0].File.Key }.Order(), await Store.ListAsync("", CancellationToken.None).Select(found => found.Key).Order().ToListAsync());
    }

    private async Task<List<CatalogueRow>> RowsAsync(IReadOnlyList<CataloguePart> parts)
    {
        var rows = new List<CatalogueRow>();
        foreach (var part in parts)
        {
            await using var file = await Store.OpenVerifiedAsync(part.File, CancellationToken.None);
            rows.AddRange(await CatalogueFile.ReadAsync(file).ToListAsync());
        }

        return rows;
    }
}
