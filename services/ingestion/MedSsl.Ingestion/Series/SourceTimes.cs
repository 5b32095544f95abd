using MedSsl.Ingestion.Network;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Series;

/// <summary>How long to wait for a series, by who sent it.</summary>
internal sealed class SourceTimes(IOptions<IngestionOptions> options)
{
    private readonly Dictionary<string, SourceTime> bySource = DicomRules.Entries(options.Value.SourceTimes)
        .Select(entry => SourceTime.Parse(entry, out _)!).ToDictionary(time => time.Source, StringComparer.Ordinal);

    /// <summary>The times of a series that came from these sources: the longest ones of them, so that no slow sender is cut off by a fast one.</summary>
    /// <returns>Idle time, and longest time or 0 for no limit.</returns>
    public (TimeSpan Idle, TimeSpan Longest) Of(IEnumerable<string?> sources)
    {
        var times = sources.Distinct().Select(Of).DefaultIfEmpty(Of(source: null)).ToList();
        return (times.Max(time => time.Idle), times.Exists(time => time.Longest == TimeSpan.Zero) ? TimeSpan.Zero : times.Max(time => time.Longest));
    }

    /// <summary>What is wrong with the list; nothing where it is right.</summary>
    public static IEnumerable<string> Problems(string list)
    {
        var sources = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in DicomRules.Entries(list))
        {
            var time = SourceTime.Parse(entry, out var problem);
            if (problem is not null || !sources.Add(time!.Source))
            {
                yield return problem ?? $"expected each source once, found {time!.Source} twice";
            }
        }
    }

    /// <summary>The times of a series that came from one source.</summary>
    public (TimeSpan Idle, TimeSpan Longest) Of(string? source) => source is not null && bySource.TryGetValue(source, out var own)
        ? (own.Idle, own.Longest ?? options.Value.SeriesLongestTime)
        : (options.Value.SeriesIdleTime, options.Value.SeriesLongestTime);
}
