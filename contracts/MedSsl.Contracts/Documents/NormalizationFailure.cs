namespace MedSsl.Contracts.Documents;

/// <summary>An image that could not be normalized; it is kept as it was ingested.</summary>
public sealed record NormalizationFailure
{
    /// <summary>De-identified SOP Instance UID; the Series Instance UID when it is the volume of the series that failed.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Frame, 0 upwards; -1 when the whole instance or volume failed.</summary>
    public required int Frame { get; init; }

    /// <summary>What was expected and what was found.</summary>
    public required string Reason { get; init; }

    /// <summary>Stable code of the reason (<see cref="NormalizationFailureReasons"/>); null in documents that are older than the codes.</summary>
    public string? ReasonCode { get; init; }
}
