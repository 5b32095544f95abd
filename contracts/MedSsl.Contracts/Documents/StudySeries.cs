namespace MedSsl.Contracts.Documents;

/// <summary>One series of a <see cref="StudyManifest"/>.</summary>
public sealed record StudySeries
{
    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>Number of instances in its manifest.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>The series manifest (JSON, <see cref="SeriesManifest"/>).</summary>
    public required ObjectRef Manifest { get; init; }
}
