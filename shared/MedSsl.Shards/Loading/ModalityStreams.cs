using MedSsl.Shards.Ordering;

namespace MedSsl.Shards.Loading;

/// <summary>
/// The samples of a dataset version as endless streams, one for each modality: what a training draws from. A draw is a number from 0; which sample it
/// gives follows from shards, selection and seed alone (docs/data-order.md).
/// </summary>
public sealed class ModalityStreams
{
    private readonly SortedDictionary<string, Stream> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DatasetShard> shards;

    // Of all shards: checkpoints ask for it again and again.
    private readonly Lazy<string> identity;

    private ModalityStreams(IEnumerable<(DatasetShard Shard, int Count)> selected, SampleSelection selection, ulong seed)
    {
        (Selection, Seed) = (selection, seed);
        identity = new Lazy<string>(() => $"{Convert.ToHexStringLower(Stratified(streams.Keys.ToDictionary(modality => modality, _ => 1)).Digest.Span)}-{Seed}");
        var taking = selected.Where(pair => pair.Count > 0).ToList();
        shards = taking.ToDictionary(pair => pair.Shard.ShardId, pair => pair.Shard, StringComparer.Ordinal);
        foreach (var modality in taking.GroupBy(pair => pair.Shard.Modality, StringComparer.Ordinal))
        {
            var snapshot = new Snapshot(modality.Select(pair => new ShardSize(pair.Shard.ShardId, pair.Count)));
            streams.Add(modality.Key, new Stream(snapshot, StratifiedOrder.OrderOf(modality.Key, snapshot, seed)));
        }
    }

    /// <summary>Which samples take part.</summary>
    public SampleSelection Selection { get; }

    /// <summary>Seed of the run.</summary>
    public ulong Seed { get; }

    /// <summary>Modalities that have samples, in ordinal order.</summary>
    public IReadOnlyCollection<string> Modalities => streams.Keys;

    /// <summary>The order of a modality's samples.</summary>
    public ShuffledOrder this[string modality] => streams[modality].Order;

    /// <summary>
    /// The streams of a dataset version. Shards of versions that did not count their samples have their manifests read.
    /// </summary>
    /// <exception cref="InvalidDataException">A manifest that is needed is damaged.</exception>
    public static async Task<ModalityStreams> OfAsync(DatasetManifest dataset, SampleSelection selection, ulong seed, ShardCache cache, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(cache);
        var selected = new List<(DatasetShard, int)>();
        foreach (var shard in dataset.Shards)
        {
            selected.Add((shard, shard.CountOf(selection) ?? (await ShardContent.LoadAsync(shard, cache, ct).ConfigureAwait(false)).Selected(selection).Count));
        }

        return new ModalityStreams(selected, selection, seed);
    }

    /// <summary>Names the streams: equal for the same samples, seed and formulas only.</summary>
    public string Identity => identity.Value;

    /// <summary>How many samples of a modality there are: as many draws as an epoch of it has.</summary>
    public long Count(string modality) => streams[modality].Snapshot.SampleCount;

    /// <summary>A shard by its id.</summary>
    public DatasetShard Shard(string shardId) => shards[shardId];

    /// <summary>Whether samples of the shard take part.</summary>
    public bool Holds(string shardId) => shards.ContainsKey(shardId);

    /// <summary>All streams in one, each modality by its weight: with the rows that each has in a batch, step s is the positions from s·B on.</summary>
    /// <exception cref="ArgumentException">A weight is missing or below 1.</exception>
    public StratifiedOrder Stratified(IReadOnlyDictionary<string, int> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new StratifiedOrder(streams.Select(pair => new Stratum(pair.Key, weights.GetValueOrDefault(pair.Key), pair.Value.Snapshot)), Seed);
    }

    private sealed record Stream(Snapshot Snapshot, ShuffledOrder Order);
}
