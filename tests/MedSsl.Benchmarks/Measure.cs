using System.Diagnostics;

namespace MedSsl.Benchmarks;

/// <summary>Timing on a noisy machine: the median of several rounds after a warm-up.</summary>
internal static class Measure
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(2);

    /// <summary>Median seconds of one call of <paramref name="action"/>.</summary>
    public static double Seconds(Action action, int rounds = 7)
    {
        WarmUp(action);
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(times);
        return times[rounds / 2];
    }

    /// <summary>Median seconds of two actions timed in turn, so that both see the same drift of the machine.</summary>
    public static (double First, double Second) Alternating(Action first, Action second, int rounds = 7)
    {
        WarmUp(first);
        WarmUp(second);
        var a = new double[rounds];
        var b = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            a[i] = Once(first);
            b[i] = Once(second);
        }

        Array.Sort(a);
        Array.Sort(b);
        return (a[rounds / 2], b[rounds / 2]);
    }

    /// <summary>Seconds of one call, not warmed up.</summary>
    public static double Once(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Once at least, and until the runtime has had time to compile for good what runs often.</summary>
    private static void WarmUp(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            action();
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime);
    }
}
