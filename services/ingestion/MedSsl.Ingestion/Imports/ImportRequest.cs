namespace MedSsl.Ingestion.Imports;

/// <summary>An import as recorded in the spool, so that a crash cannot forget it.</summary>
public sealed record ImportRequest
{
    /// <summary>Id of the import.</summary>
    public required string ImportId { get; init; }

    /// <summary>Dataset the inputs go to.</summary>
    public required string Dataset { get; init; }

    /// <summary>A folder (or one file) of DICOM files, or a manifest; absolute.</summary>
    public required string Path { get; init; }

    /// <summary>True when <see cref="Path"/> is a manifest of images (CSV).</summary>
    public required bool IsManifest { get; init; }
}
