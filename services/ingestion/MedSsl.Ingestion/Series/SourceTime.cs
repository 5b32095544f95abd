using System.Globalization;
using MedSsl.Ingestion.Network;

namespace MedSsl.Ingestion.Series;

/// <summary>How long to wait for the series of one source.</summary>
/// <param name="Source">Calling AE title, or one of <see cref="SourceNames"/>.</param>
/// <param name="Idle">A series without new instances for this long is complete.</param>
/// <param name="Longest">A series is complete after this time at the latest; 0 never; null for the time of all sources.</param>
internal sealed record SourceTime(string Source, TimeSpan Idle, TimeSpan? Longest)
{
    private static readonly TimeSpan LeastIdle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostIdle = TimeSpan.FromDays(1);
    private static readonly TimeSpan MostLongest = TimeSpan.FromDays(30);

    /// <summary>Reads <c>TITLE=IDLE/LONGEST</c> or <c>TITLE=IDLE</c>; null and the problem where it is neither.</summary>
    public static SourceTime? Parse(string entry, out string? problem)
    {
        var (source, value) = DicomRules.Pair(entry);
        var times = value.Split('/');
        var idle = Time(times[0], LeastIdle, MostIdle);
        var longest = times.Length == 2 ? Time(times[1], TimeSpan.Zero, MostLongest) : null;
        problem = DicomRules.TitleProblem(source, mayBeAny: false)
            ?? (times.Length > 2 || idle is null || (times.Length == 2 && longest is null)
                ? $"expected TITLE=IDLE or TITLE=IDLE/LONGEST such as CT1=00:00:10/00:30:00, with an idle time of {LeastIdle} to {MostIdle} and a longest time of at most {MostLongest}, found \"{entry}\""
            : longest > TimeSpan.Zero && longest < idle
                ? $"expected a longest time that is 0 or not below the idle time, found \"{entry}\""
            : null);
        return problem is null ? new SourceTime(source, idle!.Value, longest) : null;
    }

    private static TimeSpan? Time(string text, TimeSpan least, TimeSpan most) =>
        TimeSpan.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var time) && time >= least && time <= most ? time : null;
}
