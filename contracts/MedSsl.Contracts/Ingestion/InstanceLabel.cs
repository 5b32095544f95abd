namespace MedSsl.Contracts.Ingestion;

/// <summary>The label of one instance in one task.</summary>
public sealed record InstanceLabel
{
    /// <summary>De-identified SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Class of the instance, for example <c>0</c>, <c>1</c> or <c>malignant</c>.</summary>
    public required string Value { get; init; }

    /// <summary>Free detail, for example a subtype; null where there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// The split its source assigns (<c>train</c>, <c>val</c>, <c>test</c>); null to leave it to the dataset's own split by patient hash.
    /// </summary>
    public string? SplitHint { get; init; }

    /// <summary>De-identified Series Instance UID of the instance, which is found sooner with it; null where the sender does not know it.</summary>
    public string? SeriesUid { get; init; }
}
