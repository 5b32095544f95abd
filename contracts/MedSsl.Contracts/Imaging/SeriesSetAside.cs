namespace MedSsl.Contracts.Imaging;

/// <summary>Event: images of a series, or all of them, were set aside by normalization; what they were and why is in the record.</summary>
public sealed record SeriesSetAside
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Number of images (frames, or whole instances) per reason code (<see cref="Documents.NormalizationFailureReasons"/>).</summary>
    public required IReadOnlyDictionary<string, int> Reasons { get; init; }

    /// <summary>Number of images of the series that were normalized all the same.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The normalization record (JSON), which names every image that was set aside.</summary>
    public required ObjectRef Record { get; init; }

    /// <summary>When it was set aside (UTC).</summary>
    public required DateTimeOffset SetAsideAt { get; init; }
}
