namespace MedSsl.Ingestion.Imports;

/// <summary>One row of a manifest of images.</summary>
internal sealed record ManifestRow
{
    public required int Line { get; init; }

    public required string Modality { get; init; }

    public required string PatientId { get; init; }

    public required string StudyId { get; init; }

    public required string SeriesId { get; init; }

    public required int InstanceNumber { get; init; }

    public string Task { get; init; } = "";

    public string Label { get; init; } = "";

    public string LabelDetail { get; init; } = "";

    public string SplitHint { get; init; } = "";
}
