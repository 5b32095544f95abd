namespace MedSsl.Training.Runs;

/// <summary>How fast a run goes, since its progress was last told.</summary>
/// <param name="ImagesPerSecond">Source images, not crops.</param>
/// <param name="DataWait">Share of the time for which steps waited for their batch; null where it was not measured.</param>
/// <param name="RemainingSeconds">Estimated time to the end.</param>
internal sealed record RunPace(double ImagesPerSecond, double? DataWait, double RemainingSeconds);
