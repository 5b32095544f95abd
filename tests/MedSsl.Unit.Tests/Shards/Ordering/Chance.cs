namespace MedSsl.Unit.Tests.Shards.Ordering;

/// <summary>How far counts are from what chance would give. Seeds are fixed, so a test that passes does so always.</summary>
internal static class Chance
{
    /// <summary>Five standard deviations: one fair draw in some hundred thousand would go beyond.</summary>
    public const double Limit = 5;

    /// <summary>Pearson's chi-square of counts against equal expectations, in standard deviations from its mean (df, with variance 2 df).</summary>
    public static double Excess(IReadOnlyCollection<int> counts)
    {
        var expected = counts.Average();
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        var df = counts.Count - 1;
        return (chiSquare - df) / Math.Sqrt(2 * df);
    }
}
