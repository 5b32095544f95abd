using System.Diagnostics;

namespace MedSsl.AllInOne.Commands;

/// <summary>Progress that a person can read: at most every two seconds, in the caller's thread.</summary>
internal sealed class ThrottledProgress<T>(Action<T> show) : IProgress<T>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private long last = Stopwatch.GetTimestamp();

    public void Report(T value)
    {
        lock (gate)
        {
            if (Stopwatch.GetElapsedTime(last) >= Interval)
            {
                last = Stopwatch.GetTimestamp();
                show(value);
            }
        }
    }
}
