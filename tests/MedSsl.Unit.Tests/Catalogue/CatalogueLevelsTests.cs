using MedSsl.Catalogue;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue;

public sealed class CatalogueLevelsTests
{
    [Theory]
    [InlineData(new long[0], 1, 0)]
    [InlineData(new long[] { 5, 5 }, 5, 0)]
    [InlineData(new long[] { 5, 5, 5 }, 5, 3)]
    [InlineData(new long[] { 5, 5, 5 }, 50_000, 3)] // smaller ones go along
    [InlineData(new long[] { 50_000, 50_000, 50_000 }, 5, 0)]
    [InlineData(new long[] { 50_000, 5, 50_000, 5, 50_000 }, 50_000, 5)]
    [InlineData(new long[] { 200_000, 200_000, 200_000, 50_000, 50_000, 50_000 }, 50_000, 6)] // what is merged is one of the next level at once
    [InlineData(new long[] { 2_000_000, 2_000_000, 2_000_000 }, 2_000_000, 0)]
    [InlineData(new long[] { 2_000_000, 600_000, 600_000, 600_000 }, 600_000, 3)]
    public void Absorbed_takes_files_of_like_size_when_they_are_enough(long[] files, long added, int expected) =>
        Assert.Equal(expected, CatalogueLevels.Absorbed(files, added));

    [Theory]
    [InlineData(100, 100_000)]
    [InlineData(7_000, 20_000)]
    [InlineData(50_000, 4_000)]
    [InlineData(900_000, 400)]
    public void Absorbed_keeps_small_files_few_and_work_on_a_row_the_same_for_any_dataset(long added, int additions)
    {
        var parts = new List<long>();
        long written = 0;
        var most = 0;
        for (var addition = 0; addition < additions; addition++)
        {
            var absorbed = CatalogueLevels.Absorbed(parts, added);
            var rows = added + parts.TakeLast(absorbed).Sum();
            most = Math.Max(most, absorbed + 1);
            parts.RemoveRange(parts.Count - absorbed, absorbed);
            parts.Add(rows);
            written += rows;
            Assert.InRange(parts.Count(part => part < CatalogueLevels.LargeRows), 0, 5 * (CatalogueLevels.Runs - 1));
        }

        Assert.Equal(additions * added, parts.Sum());
        Assert.InRange(parts.Count(part => part >= CatalogueLevels.LargeRows), 1, additions * added / CatalogueLevels.LargeRows);
        Assert.InRange(most, 1, 5 * (CatalogueLevels.Runs - 1) + 1); // files that are open at a time

        // Once when it comes, once for each level above; on the lowest one a row of a trickle is written again for every few additions.
        var lowest = added < CatalogueLevels.SmallRows ? CatalogueLevels.SmallRows / (2.0 * added) : 0;
        Assert.InRange(written / ((double)added * additions), 1, 6 + lowest);
    }
}
