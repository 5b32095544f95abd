namespace MedSsl.Contracts.Imaging;

/// <summary>Event: the images of a series were normalized and bundled; what could not be decoded is named in the record.</summary>
public sealed record SeriesNormalized
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Version of the reference energies used.</summary>
    public required string ReferenceVersion { get; init; }

    /// <summary>Number of samples in the bundle; zero when every image of the series failed.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The normalization record (JSON): sample keys, failures, the bundle as an object.</summary>
    public required ObjectRef Record { get; init; }

    /// <summary>When it was normalized (UTC).</summary>
    public required DateTimeOffset NormalizedAt { get; init; }
}
