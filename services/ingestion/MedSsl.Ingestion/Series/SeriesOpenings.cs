using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>Markers of open series, read.</summary>
internal static class SeriesOpenings
{
    /// <summary>What the markers say; a marker that was removed meanwhile says nothing.</summary>
    public static async Task<List<SeriesOpening>> ReadAsync(IObjectStore store, IEnumerable<ObjectInfo> markers, CancellationToken cancellationToken)
    {
        var openings = new List<SeriesOpening>();
        foreach (var marker in markers)
        {
            if (await store.ReadAllAsync(marker.Key, cancellationToken) is { } content)
            {
                openings.Add(SeriesOpening.Read(content));
            }
        }

        return openings;
    }
}
