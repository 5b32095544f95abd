namespace MedSsl.Shards;

/// <summary>
/// Says what became of a shard from which the samples of a patient were taken: <c>shards/rewritten/{shardId}.json</c>. With it a reader of an old dataset
/// version finds every sample that is still there at the place that it had, and knows where one is missing.
/// </summary>
public sealed record ShardRewrite
{
    /// <summary>Identity of the shard that is gone.</summary>
    public required string ShardId { get; init; }

    /// <summary>The shard with what is left; null when nothing is.</summary>
    public DatasetShard? Replacement { get; init; }

    /// <summary>Samples of the shard that is gone.</summary>
    public required int SampleCount { get; init; }

    /// <summary>SHA-256 of the archive and of the manifest that are gone: whoever keeps copies by their digest removes these.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>What is not in the replacement, by position.</summary>
    public required IReadOnlyList<RemovedSample> Removed { get; init; }

    /// <summary>What it says about taking some samples out of a shard.</summary>
    /// <param name="old">The shard's manifest.</param>
    /// <param name="isRemoved">Which samples are taken out.</param>
    /// <param name="replacement">The shard with the others; null when there are none.</param>
    public static ShardRewrite Of(ShardManifest old, Func<SampleMetadata, bool> isRemoved, DatasetShard? replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(isRemoved);
        return new ShardRewrite
        {
            ShardId = old.Id,
            Replacement = replacement,
            SampleCount = old.Samples.Count,
            Removed = [.. old.Samples.Index()
                .Where(sample => isRemoved(sample.Item.Metadata))
                .Select(sample => new RemovedSample(sample.Index, RemovedSample.KindOf(sample.Item.Metadata)))],
        };
    }

    /// <summary>The samples of the shard that is gone, in its order; null where one was removed.</summary>
    /// <param name="replacement">Samples of the replacement in its order; empty when nothing is left.</param>
    /// <exception cref="InvalidDataException">The numbers do not fit each other.</exception>
    public IReadOnlyList<ShardSample?> Restore(IReadOnlyList<ShardSample> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var places = Kept();
        if (places.Count != replacement.Count)
        {
            throw new InvalidDataException($"Of {SampleCount} samples of shard {ShardId} {SampleCount - places.Count} were removed; its replacement has {replacement.Count} samples, not {places.Count}.");
        }

        var samples = new ShardSample?[SampleCount];
        foreach (var (sample, place) in replacement.Zip(places))
        {
            samples[place] = sample;
        }

        return samples;
    }

    /// <summary>From this shard to what its replacement was rewritten to in turn.</summary>
    /// <exception cref="ArgumentException"><paramref name="next"/> is about another shard than the replacement.</exception>
    public ShardRewrite Then(ShardRewrite next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var places = Kept();
        if (next.ShardId != Replacement?.ShardId || next.SampleCount != places.Count)
        {
            throw new ArgumentException($"Shard {ShardId} became {Replacement?.ShardId ?? "nothing"} with {places.Count} samples, not {next.ShardId} with {next.SampleCount}.", nameof(next));
        }

        var later = next.Removed.Select(removed => removed with { Position = places[removed.Position] });
        return this with { Replacement = next.Replacement, Removed = [.. Removed.Concat(later).OrderBy(removed => removed.Position)] };
    }

    /// <summary>What a shard became in the end, however often it was rewritten; null when it was not.</summary>
    /// <param name="shardId">Identity of the shard.</param>
    /// <param name="findAsync">The record of one rewriting; null when there is none.</param>
    public static async Task<ShardRewrite?> ResolveAsync(string shardId, Func<string, Task<ShardRewrite?>> findAsync)
    {
        ArgumentNullException.ThrowIfNull(findAsync);
        var rewrite = await findAsync(shardId).ConfigureAwait(false);
        while (rewrite?.Replacement is { } replacement && await findAsync(replacement.ShardId).ConfigureAwait(false) is { } next)
        {
            rewrite = rewrite.Then(next);
        }

        return rewrite;
    }

    /// <summary>Where the samples of the replacement stood in the shard that is gone, in the order of the replacement.</summary>
    public IReadOnlyList<int> Kept()
    {
        var removed = Removed.Select(sample => sample.Position).ToHashSet();
        return [.. Enumerable.Range(0, SampleCount).Where(position => !removed.Contains(position))];
    }
}
