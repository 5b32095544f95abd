namespace MedSsl.Ingestion.Drop;

/// <summary>A file of the watched folder, as it was seen.</summary>
/// <param name="Path">Full path. It may hold a name: it is neither logged nor told.</param>
/// <param name="Dataset">The dataset that it feeds.</param>
/// <param name="Look">Its state.</param>
internal sealed record DroppedFile(string Path, string Dataset, FileLook Look);
