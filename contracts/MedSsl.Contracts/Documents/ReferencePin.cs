namespace MedSsl.Contracts.Documents;

/// <summary>
/// Which version of the reference energies a dataset is normalized to, and when. Written once and never changed: a dataset has one version and one mode
/// for life.
/// </summary>
public sealed record ReferencePin
{
    /// <summary>The dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the reference energies.</summary>
    public required string Version { get; init; }

    /// <summary>One of <see cref="NormalizationModes"/>; null in older pins, which materialize.</summary>
    public string? Mode { get; init; }

    /// <summary>Dataset that this one was renormalized from; null when it has images of its own.</summary>
    public string? RenormalizedFrom { get; init; }

    /// <summary>When it was pinned (UTC).</summary>
    public required DateTimeOffset PinnedAt { get; init; }
}
