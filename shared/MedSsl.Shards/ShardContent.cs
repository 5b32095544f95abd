using System.Collections.Concurrent;

namespace MedSsl.Shards;

/// <summary>The samples of a shard as a dataset version lists it. Where a patient was withdrawn since, what is left lies in another shard, each sample at the place that it had.</summary>
public sealed class ShardContent
{
    private readonly IReadOnlyList<ShardSample?> samples;
    private readonly IReadOnlyDictionary<int, RemovedSample> removed;
    private readonly ConcurrentDictionary<SampleSelection, IReadOnlyList<ShardSample?>> selections = new();

    private ShardContent(DatasetShard? stored, IReadOnlyList<ShardSample?> samples, IReadOnlyList<RemovedSample> removed)
    {
        (Stored, this.samples) = (stored, samples);
        this.removed = removed.ToDictionary(sample => sample.Position);
    }

    /// <summary>The shard that its samples lie in; null when none is left.</summary>
    public DatasetShard? Stored { get; }

    /// <summary>Its samples in the order of the archive; null in the place of one that was withdrawn.</summary>
    public IReadOnlyList<ShardSample?> Samples => samples;

    /// <summary>Those that a reader sees, by the index that a data order gives them.</summary>
    public IReadOnlyList<ShardSample?> Selected(SampleSelection selection) => selections.GetOrAdd(selection, wanted => [.. SelectedPositions(wanted).Select(position => samples[position])]);

    /// <summary>Their positions in the archive that the dataset version lists.</summary>
    public IEnumerable<int> SelectedPositions(SampleSelection selection) =>
        samples.Index().Where(place => place.Item is { } sample ? selection.Holds(sample.Metadata) : removed[place.Index].WasIn(selection)).Select(place => place.Index);

    /// <summary>Reads the manifest, or that of the shard that took its place.</summary>
    /// <exception cref="InvalidDataException">A manifest is damaged or contradicts the dataset.</exception>
    public static async Task<ShardContent> LoadAsync(DatasetShard shard, ShardCache cache, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(cache);
        var rewrite = await ShardRewrite.ResolveAsync(shard.ShardId, id => cache.Source.FindRewriteAsync(id, ct)).ConfigureAwait(false);
        if (rewrite is null)
        {
            return new ShardContent(shard, await SamplesAsync(shard).ConfigureAwait(false), []);
        }

        var left = rewrite.Replacement is { } replacement ? await SamplesAsync(replacement).ConfigureAwait(false) : [];
        return new ShardContent(rewrite.Replacement, rewrite.Restore(left), rewrite.Removed);

        async Task<IReadOnlyList<ShardSample>> SamplesAsync(DatasetShard stored) =>
            ShardManifestReader.Parse(stored, await cache.ReadAsync(stored.Manifest, ".json", ct).ConfigureAwait(false)).Samples;
    }
}
