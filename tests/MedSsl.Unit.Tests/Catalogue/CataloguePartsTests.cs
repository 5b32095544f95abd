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
    public async Task Append_adds_rows_and_leaves_earlier_files_as_they_were()
    {
        IReadOnlyList<CataloguePart> parts = [];
        var expected = new List<int>();
        foreach (var numbers in new[] { Enumerable.Range(0, 40), Enumerable.Range(40, 2), Enumerable.Range(42, 1), Enumerable.Range(43, 50), Enumerable.Range(93, 1) })
        {
            var before = parts;
            parts = await CatalogueParts.AppendAsync(Store, "north", parts, [.. numbers.Reverse().Select(TestRows.Of)], Folder, CancellationToken.None);
            expected.AddRange(numbers);
            Assert.Equal(TestRows.Several(expected).Select(row => row.Key).Order(), (await RowsAsync(parts)).Select(row => row.Key).Order());
            Assert.Equal(expected.Count, parts.Sum(part => part.Rows));
            Assert.All(before, part => Assert.True(File.Exists(Path.Combine(Folder, "objects", "medssl", part.File.Key))));
        }

        Assert.Equal([93, 1], parts.Select(part => part.Rows)); // the fourth became one with the three before it
        Assert.Equal(TestRows.Several(expected.SkipLast(1)).Select(CatalogueFileTests.Values), (await RowsAsync(parts)).SkipLast(1).Select(CatalogueFileTests.Values));
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
        IReadOnlyList<CataloguePart> parts = [];
        foreach (var number in Enumerable.Range(1, CatalogueLevels.Runs - 1))
        {
            parts = await CatalogueParts.AppendAsync(Store, "north", parts, [TestRows.Of(number)], Folder, CancellationToken.None);
        }

        var before = await Store.ListAsync("", CancellationToken.None).Select(found => found.Key).ToListAsync();
        await File.AppendAllTextAsync(Path.Combine(Folder, "objects", "medssl", parts[0].File.Key), "x");
        await Assert.ThrowsAsync<ObjectIntegrityException>(() => CatalogueParts.AppendAsync(Store, "north", parts, [TestRows.Of(9)], Folder, CancellationToken.None));
        Assert.Equal(before, await Store.ListAsync("", CancellationToken.None).Select(found => found.Key).ToListAsync());
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
