using MedSsl.Sharding.Sealing.Membership;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Membership;

public sealed class MembershipMergeTests
{
    [Fact]
    public void Absorbed_takes_what_is_not_much_larger_and_stops_there()
    {
        Assert.Equal(0, MembershipMerge.Absorbed([], 1));
        Assert.Equal(0, MembershipMerge.Absorbed([5], 1));
        Assert.Equal(1, MembershipMerge.Absorbed([4], 1));
        Assert.Equal(2, MembershipMerge.Absorbed([1000, 20, 4], 1));
        Assert.Equal(0, MembershipMerge.Absorbed([1, 100], 1));
    }

    [Fact]
    public void Absorbed_keeps_files_few_and_entries_seldom_written_again()
    {
        const int Additions = 100_000;
        var parts = new List<long>();
        long written = 0;
        for (var addition = 0; addition < Additions; addition++)
        {
            var absorbed = MembershipMerge.Absorbed(parts, 1);
            var entries = 1 + parts.TakeLast(absorbed).Sum();
            parts.RemoveRange(parts.Count - absorbed, absorbed);
            parts.Add(entries);
            written += entries;
            Assert.InRange(parts.Count, 1, 9); // log5 of 100,000 is 7.2
        }

        Assert.Equal(Additions, parts.Sum());
        Assert.InRange(written / (double)Additions, 1, 30);
    }
}
