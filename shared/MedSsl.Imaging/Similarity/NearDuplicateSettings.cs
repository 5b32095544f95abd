namespace MedSsl.Imaging.Similarity;

/// <summary>When a slice adds nothing to the one before it.</summary>
public sealed record NearDuplicateSettings
{
    /// <summary>Lowest normalised correlation of the thumbnails; above 1 nothing is marked.</summary>
    public double Correlation { get; init; } = 0.99;

    /// <summary>Most bits in which the hashes differ, of 64.</summary>
    public int HashBits { get; init; } = 6;

    /// <summary>Largest share of a series that is marked; the most similar slices are marked first.</summary>
    public double Quota { get; init; } = 0.75;
}
