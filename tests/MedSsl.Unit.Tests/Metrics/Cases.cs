namespace MedSsl.Unit.Tests.Metrics;

/// <summary>The cases of tests/golden/metrics.py, made from integers: two classifiers with ties, and patients with one to four images.</summary>
internal static class Cases
{
    static Cases()
    {
        var state = 12345L;
        for (var i = 0; i < Positive.Length; i++)
        {
            var draws = new long[3];
            for (var k = 0; k < draws.Length; k++)
            {
                state = ((state * 1103515245) + 12345) % (1L << 31);
                draws[k] = state >> 16;
            }

            Positive[i] = draws[0] % 3 == 0;
            A[i] = (draws[1] % 20) + (Positive[i] ? 6 : 0);
            B[i] = (draws[2] % 20) + ((int)A[i] / 2);
            Patient[i] = $"p{(i < 40 ? i / 4 : i)}";
        }
    }

    public static bool[] Positive { get; } = new bool[60];

    public static double[] A { get; } = new double[60];

    public static double[] B { get; } = new double[60];

    public static string[] Patient { get; } = new string[60];

    /// <summary>The same cases in another order.</summary>
    public static T[] Reversed<T>(T[] values) => [.. values.Reverse()];
}
