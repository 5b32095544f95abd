namespace MedSsl.Dashboard;

/// <summary>A dataset at a glance.</summary>
/// <param name="Dataset">Name.</param>
/// <param name="Version">Newest version; 0 before the first.</param>
/// <param name="Shards">Shards in that version.</param>
/// <param name="Samples">Samples in that version.</param>
/// <param name="StagedSeries">Series that wait for a shard.</param>
public sealed record DatasetStatus(string Dataset, int Version, int Shards, long Samples, int StagedSeries);
