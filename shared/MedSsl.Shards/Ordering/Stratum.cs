namespace MedSsl.Shards.Ordering;

/// <summary>A part of the samples with a share of its own in the stream, such as a modality.</summary>
/// <param name="Name">Its name, for example <c>CT</c>; without line feeds.</param>
/// <param name="Weight">Its share, as a whole number: shares of 0.5, 0.3 and 0.2 are 5, 3 and 2. The rows of a batch make every batch have exactly so many.</param>
/// <param name="Snapshot">Its samples.</param>
public sealed record Stratum(string Name, int Weight, Snapshot Snapshot);
