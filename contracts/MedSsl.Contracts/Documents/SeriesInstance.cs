namespace MedSsl.Contracts.Documents;

/// <summary>One instance of a <see cref="SeriesManifest"/>.</summary>
public sealed record SeriesInstance
{
    /// <summary>De-identified SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Instance Number; 0 where the source has none.</summary>
    public required int InstanceNumber { get; init; }

    /// <summary>Keyed digest of the instance before de-identification; null where it was stored without one.</summary>
    public string? SourceDigest { get; init; }

    /// <summary>The stored DICOM file.</summary>
    public required ObjectRef File { get; init; }
}
