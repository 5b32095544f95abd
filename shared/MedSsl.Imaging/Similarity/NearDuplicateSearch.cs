namespace MedSsl.Imaging.Similarity;

/// <summary>
/// Finds slices of a series that add nothing: each is compared with the last slice before it that is not marked, so that a slow change over many slices
/// is kept in steps and not lost as a chain of small ones. Hash and correlation must both agree. Holds one thumbnail, however long the series is.
/// </summary>
public sealed class NearDuplicateSearch(NearDuplicateSettings settings)
{
    // Two flat images are one if their values are: thumbnails of images in [0, 1] have no finer meaning.
    private const double SameMean = 1e-3;

    private readonly List<int?> _repeats = [];
    private readonly List<double> _similarity = [];
    private Thumbnail? _kept;
    private int _keptIndex;

    /// <summary>Adds the next slice, in the order in which they lie in the series.</summary>
    public void Add(Thumbnail next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var similarity = _kept is null ? 0 : Similarity(_kept, next);
        var isRepeated = _kept is not null && similarity >= settings.Correlation;
        if (!isRepeated)
        {
            (_kept, _keptIndex) = (next, _repeats.Count);
        }

        _repeats.Add(isRepeated ? _keptIndex : null);
        _similarity.Add(similarity);
    }

    /// <summary>
    /// For every slice so far the index of the slice that it repeats, or null; of the quota's share of the series, the most similar first. A slice that is
    /// repeated is never marked itself.
    /// </summary>
    public int?[] Found()
    {
        var found = _repeats.ToArray();
        var quota = (int)Math.Floor(settings.Quota * found.Length);
        foreach (var index in Enumerable.Range(0, found.Length).Where(i => found[i] is not null).OrderByDescending(i => _similarity[i]).ThenBy(i => i).Skip(quota).ToList())
        {
            found[index] = null;
        }

        return found;
    }

    private double Similarity(Thumbnail kept, Thumbnail next)
    {
        if (kept.IsFlat && next.IsFlat)
        {
            return Math.Abs(kept.Mean - next.Mean) <= SameMean ? 1 : 0;
        }

        return PerceptualHash.Distance(kept.Hash, next.Hash) <= settings.HashBits ? Thumbnail.Correlation(kept, next) : 0;
    }
}
