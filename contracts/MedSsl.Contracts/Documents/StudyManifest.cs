namespace MedSsl.Contracts.Documents;

/// <summary>A complete study in the object store: its series, each with its manifest.</summary>
public sealed record StudyManifest
{
    /// <summary>Dataset that the study was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>Pseudonym of the patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>Series in the order of their UIDs.</summary>
    public required IReadOnlyList<StudySeries> Series { get; init; }
}
