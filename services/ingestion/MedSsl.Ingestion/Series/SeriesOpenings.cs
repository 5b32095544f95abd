using System.Text.Json;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>Markers of open series, read.</summary>
internal static class SeriesOpenings
{
    /// <summary>An opening of which nothing is known.</summary>
    public static readonly SeriesOpening Unknown = new();

    /// <summary>What the markers say; a marker that was removed meanwhile says nothing, and one of an older version is empty.</summary>
    public static async Task<List<SeriesOpening>> ReadAsync(IObjectStore store, IEnumerable<ObjectInfo> markers, CancellationToken cancellationToken)
    {
        var openings = new List<SeriesOpening>();
        foreach (var marker in markers)
        {
            if (await store.ReadAllAsync(marker.Key, cancellationToken) is { } content)
            {
                openings.Add(content.Length == 0 ? Unknown : JsonSerializer.Deserialize<SeriesOpening>(content, Json.Options) ?? Unknown);
            }
        }

        return openings;
    }

    /// <summary>The count that all openings of a series give; null where they do not agree.</summary>
    public static int? AgreedCount(IEnumerable<SeriesOpening> openings) =>
        openings.Select(opening => (opening.ExpectedInstanceCount, opening.ExpectedBy)).Distinct().ToList() is [var (count, _)] ? count : null;
}
