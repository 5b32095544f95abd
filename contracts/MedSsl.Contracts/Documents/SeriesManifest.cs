namespace MedSsl.Contracts.Documents;

/// <summary>A complete series in the object store: what normalization reads.</summary>
public sealed record SeriesManifest
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>Pseudonym of the patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>De-identified Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>Instances by instance number, then UID.</summary>
    public required IReadOnlyList<SeriesInstance> Instances { get; init; }
}
