namespace MedSsl.Shards.Ordering;

/// <summary>
/// Which of several streams comes at a position, in proportion to whole weights: in every cycle of as many positions as the weights sum up to, each stream
/// comes exactly as often as its weight, and evenly spread. Nothing is stored or counted through.
/// </summary>
/// <remarks>
/// The heaviest stream takes those positions at which its share of the positions so far, rounded to the nearest whole number (halves up), grows; among the
/// positions left the next one does the same, and so on. Each rounding is off by half a position at most, so after n positions a stream with share p has
/// come n·p times to within (streams - 1) / 2.
/// </remarks>
internal sealed class Interleaving
{
    /// <summary>Products of two positions of a cycle must fit 64 bits.</summary>
    public const int LongestCycle = 1 << 30;

    private readonly int[] weights; // heaviest first

    /// <summary>An interleaving of streams whose weights come heaviest first.</summary>
    public Interleaving(IEnumerable<int> weights)
    {
        this.weights = [.. weights];
        Cycle = this.weights.Sum(weight => (long)weight);
    }

    /// <summary>Length of a cycle.</summary>
    public long Cycle { get; }

    /// <summary>The stream at a position, and how many positions before it were that stream's.</summary>
    public (int Stream, long Ordinal) At(long position)
    {
        var (cycle, left) = Math.DivRem(position, Cycle);
        var rest = Cycle;
        for (var i = 0; ; i++)
        {
            var mine = Taken(left, weights[i], rest);
            if (Taken(left + 1, weights[i], rest) > mine)
            {
                return (i, (cycle * weights[i]) + mine);
            }

            left -= mine;
            rest -= weights[i];
        }
    }

    /// <summary>The position at which a stream comes for the (ordinal + 1)-th time; the inverse of <see cref="At"/>.</summary>
    public long PositionOf(int stream, long ordinal)
    {
        var (cycle, j) = Math.DivRem(ordinal, weights[stream]);
        var rest = weights.AsSpan(stream).ToArray().Sum(weight => (long)weight);

        // The first n with Taken(n + 1) = j + 1.
        var position = (((rest * ((2 * j) + 1)) + (2L * weights[stream]) - 1) / (2L * weights[stream])) - 1;
        for (var i = stream - 1; i >= 0; i--)
        {
            // The position that is the (position + 1)-th of those which stream i leaves.
            var others = rest;
            rest += weights[i];
            position = rest * ((2 * position) + 1) / (2 * others);
        }

        return (cycle * Cycle) + position;
    }

    /// <summary>How many of the first <paramref name="n"/> positions are a stream's: all of whole cycles by weight, the rest by rounding.</summary>
    public long CountBefore(int stream, long n)
    {
        var (cycle, left) = Math.DivRem(n, Cycle);
        var rest = Cycle;
        for (var i = 0; i < stream; i++)
        {
            left -= Taken(left, weights[i], rest);
            rest -= weights[i];
        }

        return (cycle * weights[stream]) + Taken(left, weights[stream], rest);
    }

    /// <summary>n · weight / total, rounded to the nearest whole number.</summary>
    private static long Taken(long n, long weight, long total) => ((2 * n * weight) + total) / (2 * total);
}
