namespace MedSsl.Imaging.Similarity;

/// <summary>
/// Finds slices of a series that add nothing: each is compared with the last slice before it that is not marked, so that a slow change over many slices
/// is kept in steps and not lost as a chain of small ones. Hash and correlation must both agree.
/// </summary>
public static class NearDuplicates
{
    // Two flat images are one if their values are: thumbnails of images in [0, 1] have no finer meaning.
    private const double SameMean = 1e-3;

    /// <summary>For every slice the index of the slice that it repeats, or null. A slice that is repeated is never marked itself.</summary>
    /// <param name="series">Thumbnails in the order in which the slices lie in the series.</param>
    /// <param name="settings">Thresholds.</param>
    public static int?[] Find(IReadOnlyList<Thumbnail> series, NearDuplicateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(settings);
        var found = new int?[series.Count];
        var similarity = new double[series.Count];
        var kept = 0;
        for (var i = 1; i < series.Count; i++)
        {
            similarity[i] = Similarity(series[kept], series[i], settings);
            if (similarity[i] >= settings.Correlation)
            {
                found[i] = kept;
            }
            else
            {
                kept = i;
            }
        }

        var quota = (int)Math.Floor(settings.Quota * series.Count);
        foreach (var index in Enumerable.Range(0, found.Length).Where(i => found[i] is not null).OrderByDescending(i => similarity[i]).ThenBy(i => i).Skip(quota).ToList())
        {
            found[index] = null;
        }

        return found;
    }

    private static double Similarity(Thumbnail kept, Thumbnail next, NearDuplicateSettings settings)
    {
        if (kept.IsFlat && next.IsFlat)
        {
            return Math.Abs(kept.Mean - next.Mean) <= SameMean ? 1 : 0;
        }

        return PerceptualHash.Distance(kept.Hash, next.Hash) <= settings.HashBits ? Thumbnail.Correlation(kept, next) : 0;
    }
}
