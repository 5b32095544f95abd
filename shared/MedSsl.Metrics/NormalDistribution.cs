namespace MedSsl.Metrics;

/// <summary>The two things of the standard normal distribution that tests need.</summary>
internal static class NormalDistribution
{
    /// <summary>Half-width of the central 95 %: the 0.975 quantile.</summary>
    public const double Quantile975 = 1.959963984540054;

    /// <summary>Probability of a value at least as far from 0 as <paramref name="z"/>: erfc(|z| / √2).</summary>
    public static double TwoSidedP(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        return x < 2 ? 1 - Erf(x) : Erfc(x);
    }

    /// <summary>Series of Abramowitz &amp; Stegun 7.1.6, whose terms are all positive: exact to rounding for small x.</summary>
    private static double Erf(double x)
    {
        var term = x;
        var sum = x;
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Continued fraction of Abramowitz &amp; Stegun 7.1.14, from the back: keeps its relative precision in the far tail, where 1 − erf has none.</summary>
    private static double Erfc(double x)
    {
        const int Depth = 120;
        var fraction = x;
        for (var k = Depth; k > 0; k--)
        {
            fraction = x + (k / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }
}
