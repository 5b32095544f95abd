using MedSsl.Catalogue.Selection;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue.Selection;

public sealed class SmallestHashesTests
{
    [Theory]
    [InlineData(1, 64)] // all share their leading bits
    [InlineData(50, 64)]
    [InlineData(200, 4)]
    [InlineData(200, 0)] // and all are equal: the keys decide
    public void Last_is_that_of_the_sorted_hashes_for_every_number_that_is_wanted(int count, int differentBits)
    {
        var random = new Random(count);
        var hashes = Enumerable.Range(0, count).Select(i => (Hash: (ulong)random.NextInt64() & (differentBits == 0 ? 0 : (1UL << (differentBits - 1)) - 1), Key: $"{i:D3}")).ToList();
        var sorted = hashes.OrderBy(one => one.Hash).ThenBy(one => one.Key, StringComparer.Ordinal).ToList();
        for (var wanted = 0; wanted <= count; wanted++)
        {
            var smallest = new SmallestHashes();
            hashes.ForEach(one => smallest.Add(one.Hash));
            Assert.Equal(count, smallest.Count);
            smallest.Want(wanted);
            hashes.ForEach(one => smallest.Look(one.Hash, one.Key));
            Assert.Equal(wanted == 0 ? null : sorted[wanted - 1], smallest.Last());
        }
    }

    [Fact]
    public void Hash_of_a_key_is_what_the_page_says()
    {
        // printf %s 'medssl-selection-1:mix:00' | sha256sum
        Assert.Equal(0xcf3496195312c815UL, SelectionHash.Of("mix", "00"));
        Assert.NotEqual(SelectionHash.Of("mix", "00"), SelectionHash.Of("series", "00"));
    }
}
