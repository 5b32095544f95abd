namespace MedSsl.Dashboard.Timelines;

/// <summary>The way of one series.</summary>
/// <param name="SeriesUid">De-identified Series Instance UID.</param>
/// <param name="Modality">Modality code; null while the series was never complete.</param>
/// <param name="Steps">Its steps in their order.</param>
public sealed record SeriesTimeline(string SeriesUid, string? Modality, IReadOnlyList<TimelineStep> Steps);
