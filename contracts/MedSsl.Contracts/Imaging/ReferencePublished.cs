namespace MedSsl.Contracts.Imaging;

/// <summary>Event: the reference energies of a modality were fitted and published as an immutable version.</summary>
public sealed record ReferencePublished
{
    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>Version of the reference, for example <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Number of images it was fitted on.</summary>
    public required int ImageCount { get; init; }

    /// <summary>The reference (JSON): mean and standard deviation per energy band, keys of the samples used.</summary>
    public required ObjectRef Reference { get; init; }

    /// <summary>What shares the reference: the modality, or a body part or scanner of it; null in older events, where it is the modality.</summary>
    public string? Group { get; init; }

    /// <summary>Dataset it was fitted on by request; null when it was fitted on the first images that came.</summary>
    public string? FittedOn { get; init; }

    /// <summary>When it was published (UTC).</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}
