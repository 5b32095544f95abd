using MedSsl.Catalogue;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue;

public sealed class KeyIndexTests : StoreTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(700, 1)]
    [InlineData(700, 2_000_000)] // as if the rows were many: entries go to four files by their first bits
    public async Task Groups_of_every_key_are_those_that_it_was_written_in(int rows, long announced)
    {
        using var keys = new KeyIndex.Builder(Folder, announced);
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        using var file = new MemoryStream();
        await CatalogueFile.WriteAsync(file, TestRows.Several(Enumerable.Range(0, rows)).ToAsyncEnumerable(), rowGroupRows: 64, noteKey: (key, group) =>
        {
            written.Add(key, group);
            keys.Add(key, group);
        });
        using var index = new MemoryStream();
        await keys.WriteAsync(index, CancellationToken.None);

        Assert.Equal((rows, (rows - 1) / 64), (written.Count, written.Values.Max()));
        foreach (var (key, group) in written)
        {
            var groups = await KeyIndex.GroupsAsync(index, key, CancellationToken.None);
            Assert.Equal([group], groups);
            Assert.Equal(key, (await CatalogueFile.FindAsync(file, "key", key, groups, CancellationToken.None).ToListAsync()).Single().Key);
            Assert.Empty(await CatalogueFile.FindAsync(file, "key", key, new HashSet<int> { group + 1 }, CancellationToken.None).ToListAsync());
        }

        Assert.Empty(await KeyIndex.GroupsAsync(index, SampleKey.Of("2.25.99999", 0), CancellationToken.None));
    }

    [Fact]
    public async Task Find_by_key_goes_by_the_index_and_does_without_where_there_is_none()
    {
        var parts = await CatalogueParts.AppendAsync(Store, "north", [], [.. Enumerable.Range(0, 40).Select(TestRows.Of)], Folder, CancellationToken.None);
        var indexed = Assert.Single(parts);
        var key = TestRows.Of(17).Key;

        Assert.Equal(17, (await FindAsync(indexed, key)).Single().InstanceNumber);
        Assert.Equal(17, (await FindAsync(indexed with { Keys = null }, key)).Single().InstanceNumber);
        Assert.Empty(await FindAsync(indexed, SampleKey.Of("2.25.99999", 0)));

        // Proof that the index is used: one of other rows knows nothing of the key.
        var other = await CatalogueParts.AppendAsync(Store, "south", [], [TestRows.Of(50)], Folder, CancellationToken.None);
        Assert.Empty(await FindAsync(indexed with { Keys = other[0].Keys }, key));
    }

    [Fact]
    public async Task Find_in_a_file_that_is_gone_or_cut_names_it()
    {
        var part = Assert.Single(await CatalogueParts.AppendAsync(Store, "north", [], [TestRows.Of(1)], Folder, CancellationToken.None));
        var cut = part with { Keys = null, File = part.File with { Bytes = part.File.Bytes + 1 } };
        Assert.Contains(part.File.Key, (await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync(cut, TestRows.Of(1).Key))).Message, StringComparison.Ordinal);
        await Store.DeleteAsync(part.File.Key, CancellationToken.None);
        Assert.Contains("is absent", (await Assert.ThrowsAsync<InvalidDataException>(() => FindAsync(part, TestRows.Of(1).Key))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(262_100, 100)]
    [InlineData(524_000, 100_000)]
    [InlineData(599_990, 100)]
    public async Task Range_stream_gives_the_bytes_of_the_object_at_any_place(int from, int count)
    {
        var content = new byte[600_000];
        new Random(3).NextBytes(content);
        var put = await Store.PutAsync("datasets/x", new MemoryStream(content), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);
        await using var stream = new ObjectRangeStream(Store, put.Object) { Position = from };

        var read = new byte[count];
        var total = await stream.ReadAtLeastAsync(read, count, throwOnEndOfStream: false, TestContext.Current.CancellationToken);

        Assert.Equal(Math.Min(count, content.Length - from), total);
        Assert.Equal(content.AsSpan(from, total).ToArray(), read[..total]);
    }

    private async Task<List<CatalogueRow>> FindAsync(CataloguePart part, string key) =>
        await CatalogueParts.FindAsync(Store, [part], "key", key).ToListAsync();
}
