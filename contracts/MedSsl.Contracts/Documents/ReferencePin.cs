namespace MedSsl.Contracts.Documents;

/// <summary>Which version of the reference energies a dataset is normalized to. Written once and never changed: a dataset has one version for life.</summary>
public sealed record ReferencePin
{
    /// <summary>The dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the reference energies.</summary>
    public required string Version { get; init; }

    /// <summary>Dataset that this one was renormalized from; null when it has images of its own.</summary>
    public string? RenormalizedFrom { get; init; }

    /// <summary>When it was pinned (UTC).</summary>
    public required DateTimeOffset PinnedAt { get; init; }
}
