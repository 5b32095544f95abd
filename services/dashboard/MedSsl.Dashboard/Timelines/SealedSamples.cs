namespace MedSsl.Dashboard.Timelines;

/// <summary>Where the samples of a series are sealed.</summary>
/// <param name="ShardIds">Shards that hold them.</param>
/// <param name="Count">Samples in these shards.</param>
/// <param name="Version">First version of the dataset that holds all these shards; null without shards.</param>
/// <param name="PublishedAt">When that version was made.</param>
internal sealed record SealedSamples(IReadOnlyList<string> ShardIds, int Count, int? Version, DateTimeOffset? PublishedAt)
{
    public static readonly SealedSamples None = new([], 0, null, null);
}
