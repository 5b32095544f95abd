using System.Buffers;
using System.Collections.Concurrent;

namespace MedSsl.Shards.Loading;

/// <summary>
/// Reads the samples of a dataset version in the order of a run. Only the shards of the groups at hand are open; they come to the local disk whole, a few at a
/// time, ahead of their turn, and the cache's limit bounds the disk. A sample that cannot be had is replaced by the nearest earlier one of its group
/// that can, going round at its start, never by an empty image. Thread-safe.
/// </summary>
public sealed class SampleLoader : IDisposable
{
    // Enough to hide the latency of a store; more would only share its bandwidth.
    private const int ConcurrentFetches = 4;

    private readonly ModalityStreams streams;
    private readonly ReferenceSet references;
    private readonly IShardSource source;
    private readonly Dictionary<string, ShardWindow> windows;
    private readonly ConcurrentDictionary<string, string> corrupt = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly LoaderEvents events;

    private SampleLoader(ModalityStreams streams, ReferenceSet references, ShardCache cache, int drawsAtOnce, LoaderEvents events)
    {
        (this.streams, this.references, this.events, source) = (streams, references, events, cache.Source);
        var fetches = new SemaphoreSlim(ConcurrentFetches);
        windows = streams.Modalities.ToDictionary(
            modality => modality,
            modality => new ShardWindow(streams[modality], drawsAtOnce, id => OpenShard.OpenAsync(streams.Shard(id), cache, fetches, stop.Token)),
            StringComparer.Ordinal);
    }

    /// <summary>A loader; reading begins with the first draw.</summary>
    /// <param name="dataset">The version that the streams are of.</param>
    /// <param name="streams">What is drawn from.</param>
    /// <param name="cache">Where shards come from and are kept.</param>
    /// <param name="drawsAtOnce">How far apart two draws of a modality may be that are read at the same time: its rows in a batch, times the batches that are prepared at once.</param>
    /// <param name="events">What it asks and tells.</param>
    /// <param name="ct">Nobody waits any more.</param>
    /// <exception cref="InvalidDataException">The reference energies of the dataset are damaged.</exception>
    public static async Task<SampleLoader> OpenAsync(
        DatasetManifest dataset, ModalityStreams streams, ShardCache cache, int drawsAtOnce, LoaderEvents events, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawsAtOnce, 1);
        var references = await ReferenceSet.LoadAsync(dataset, cache, ct).ConfigureAwait(false);
        return new SampleLoader(streams, references, cache, drawsAtOnce, events);
    }

    /// <summary>The sample of a draw, or the one in its place.</summary>
    /// <exception cref="InvalidDataException">No sample of the group can be had.</exception>
    public LoadedSample Read(string modality, long draw)
    {
        var (start, end) = windows[modality].GroupOf(draw);
        string? missing = null;
        for (long k = 0; k < end - start; k++)
        {
            var candidate = draw - k >= start ? draw - k : draw - k + (end - start);
            if (TryRead(modality, candidate, out var why) is var (metadata, rented))
            {
                return new LoadedSample(metadata, rented, references, candidate, missing);
            }

            missing ??= why;
        }

        throw new InvalidDataException(
            $"None of the {end - start} samples of {modality} between which draw {draw} is made can be had ({missing}{(corrupt.IsEmpty ? "" : $": {corrupt.First().Value}")}).");
    }

    /// <summary>Closes the shards; the cache stays.</summary>
    public void Dispose()
    {
        stop.Cancel();
        foreach (var window in windows.Values)
        {
            window.Dispose();
        }

        stop.Dispose();
    }

    private (SampleMetadata Metadata, ushort[] Rented)? TryRead(string modality, long draw, out string? why)
    {
        var place = streams[modality].At(draw);
        why = MissingReasons.Corrupt;
        if (corrupt.ContainsKey(place.ShardId))
        {
            return null;
        }

        var opening = windows[modality].Shard(place.ShardId);
        try
        {
            return Read(opening, place.Index, ref why);
        }
        catch (InvalidDataException damage)
        {
            if (IsOutdated(opening, place.ShardId))
            {
                windows[modality].Reopen(place.ShardId, opening);
                return TryRead(modality, draw, out why);
            }

            if (corrupt.TryAdd(place.ShardId, damage.Message))
            {
                events.CorruptShard(streams.Shard(place.ShardId), damage.Message);
            }

            return null;
        }
    }

    private (SampleMetadata Metadata, ushort[] Rented)? Read(Task<OpenShard> opening, int index, ref string? why)
    {
        var shard = opening.GetAwaiter().GetResult();
        if (shard.Selected(streams.Selection)[index] is { } sample && !events.IsWithdrawn(sample.Metadata.PatientId))
        {
            return (sample.Metadata, Pixels(shard, sample));
        }

        why = MissingReasons.Withdrawn;
        return null;
    }

    /// <summary>In a buffer of the pool, which has room for more; one that is lost when reading fails is no harm.</summary>
    private static ushort[] Pixels(OpenShard shard, ShardSample sample)
    {
        var length = sample.Metadata.Width * sample.Metadata.Height;
        var rented = ArrayPool<ushort>.Shared.Rent(length);
        shard.Read(sample, rented.AsSpan(0, length));
        return rented;
    }

    /// <summary>Whether a patient was taken out of the shard after it was opened: then its objects are gone, and not damaged.</summary>
    private bool IsOutdated(Task<OpenShard> opening, string shardId)
    {
        var rewrite = ShardRewrite.ResolveAsync(shardId, id => source.FindRewriteAsync(id, stop.Token)).GetAwaiter().GetResult();
        return rewrite is not null && (!opening.IsCompletedSuccessfully || opening.Result.StoredId != rewrite.Replacement?.ShardId);
    }
}
