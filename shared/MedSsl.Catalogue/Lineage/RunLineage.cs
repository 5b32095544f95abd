using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Shards.Ordering;

namespace MedSsl.Catalogue.Lineage;

/// <summary>
/// Which samples a run saw, at which steps: computed from its recorded order (docs/data-order.md), so that it costs the same for a run of a day and of a year.
/// Steps count from 1, as progress and curve do.
/// </summary>
public sealed class RunLineage
{
    private readonly ModalityStreams streams;
    private readonly StratifiedOrder order;
    private readonly StepLog log;
    private readonly ShardCache cache;
    private readonly ShardSuccession succession;
    private readonly Dictionary<string, ShardContent> contents = new(StringComparer.Ordinal);

    private RunLineage(RunOrder record, ModalityStreams streams, StepLog log, ShardCache cache, ShardSuccession succession)
    {
        (Order, this.streams, this.log, this.cache, this.succession) = (record, streams, log, cache, succession);
        order = streams.Stratified(record.Rows);
    }

    /// <summary>The order as it was recorded.</summary>
    public RunOrder Order { get; }

    /// <summary>Steps that the run has taken and that its weights keep.</summary>
    public long Steps => log.Steps;

    private int BatchSize => Order.Rows.Values.Sum();

    /// <summary>The lineage of a run; null when the run recorded no order, as those before there was one.</summary>
    /// <exception cref="InvalidDataException">The dataset version is not what the run was trained on.</exception>
    public static async Task<RunLineage?> OpenAsync(IObjectStore store, string runId, ShardCache cache, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.ReadJsonAsync<RunOrder>(ObjectKeys.RunOrder(runId), cancellationToken) is not { } record
            || await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(record.Dataset, record.DatasetVersion), cancellationToken) is not { } dataset)
        {
            return null;
        }

        var streams = await ModalityStreams.OfAsync(dataset, record.Selection, record.Seed, cache, cancellationToken);
        return streams.Identity == record.Identity
            ? new RunLineage(record, streams, await StepLog.ReadAsync(store, runId, cancellationToken), cache, new ShardSuccession(store))
            : throw new InvalidDataException($"Run {runId} recorded the order {record.Identity}, but version {dataset.Version} of dataset {dataset.Dataset} gives {streams.Identity}: it is not what the run was trained on.");
    }

    /// <summary>The batch of a step, also of one that is yet to come.</summary>
    public async Task<IReadOnlyList<BatchRow>> BatchAsync(long step, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        var replaced = log.Replaced.ToLookup(entry => (entry.Modality, entry.Draw));
        var rows = new List<BatchRow>();
        foreach (var (modality, count) in Order.Rows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            for (var draw = (step - 1) * count; draw < step * count; draw++)
            {
                var replacement = replaced[(modality, draw)].FirstOrDefault();
                var place = streams[modality].At(replacement?.By ?? draw);
                var content = await ContentAsync(place.ShardId, cancellationToken);
                rows.Add(new BatchRow(rows.Count, modality, draw, (draw / streams.Count(modality)) + 1, place.ShardId, content.Stored, content.Selected(streams.Selection)[place.Index], replacement?.Reason));
            }
        }

        return rows;
    }

    /// <summary>How often the samples of these rows were used. Rows that the run's dataset version does not have do not count.</summary>
    public async Task<Exposure> ExposureAsync(IEnumerable<CatalogueRow> rows, CancellationToken cancellationToken) => ExposureOf(await PlacesAsync(rows, cancellationToken));

    /// <summary>The same for samples that were taken out of shards since.</summary>
    /// <param name="removed">Their positions in the archive, by shard. A sample may be named in a shard and in what that was rewritten to.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<Exposure> ExposureOfRemovedAsync(IReadOnlyDictionary<string, IReadOnlyList<int>> removed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removed);
        var places = new HashSet<SamplePlace>();
        foreach (var (shardId, positions) in removed)
        {
            foreach (var listed in (await succession.PredecessorsAsync(shardId, cancellationToken)).Append(shardId).Where(streams.Holds))
            {
                var old = await succession.PositionsAsync(listed, shardId, positions, cancellationToken);
                var selected = (await ContentAsync(listed, cancellationToken)).SelectedPositions(streams.Selection);
                places.UnionWith(selected.Index().Where(place => old.Contains(place.Item)).Select(place => new SamplePlace(listed, place.Index)));
            }
        }

        return ExposureOf(places);
    }

    private Exposure ExposureOf(HashSet<SamplePlace> places)
    {
        var steps = order.PositionsOf([.. places], 0, log.Steps * BatchSize).Select(position => (position / BatchSize) + 1).ToList();
        foreach (var replacement in log.Replaced)
        {
            var step = (replacement.Draw / Order.Rows[replacement.Modality]) + 1;
            if (places.Contains(streams[replacement.Modality].At(replacement.Draw)))
            {
                steps.Remove(step);
            }

            if (places.Contains(streams[replacement.Modality].At(replacement.By)))
            {
                steps.Add(step);
            }
        }

        return new Exposure(
            Order.RunId, Order.Dataset, Order.DatasetVersion, places.Count, steps.Count, steps.Count > 0 ? steps.Min() : null, steps.Count > 0 ? steps.Max() : null, log.Steps);
    }

    /// <summary>Where the samples of rows stand in the order of the run.</summary>
    private async Task<HashSet<SamplePlace>> PlacesAsync(IEnumerable<CatalogueRow> rows, CancellationToken cancellationToken)
    {
        var places = new HashSet<SamplePlace>();
        foreach (var shard in rows.GroupBy(row => row.ShardId, row => row.Key, StringComparer.Ordinal))
        {
            // A newer catalogue may name the shard that took the place of one that this version lists.
            IEnumerable<string> listed = streams.Holds(shard.Key) ? [shard.Key] : (await succession.PredecessorsAsync(shard.Key, cancellationToken)).Where(streams.Holds);
            var keys = shard.ToHashSet(StringComparer.Ordinal);
            foreach (var id in listed)
            {
                var selected = (await ContentAsync(id, cancellationToken)).Selected(streams.Selection);
                places.UnionWith(selected.Index().Where(place => place.Item is { } sample && keys.Contains(sample.Metadata.Key)).Select(place => new SamplePlace(id, place.Index)));
            }
        }

        return places;
    }

    private async Task<ShardContent> ContentAsync(string shardId, CancellationToken cancellationToken)
    {
        if (!contents.TryGetValue(shardId, out var content))
        {
            contents[shardId] = content = await ShardContent.LoadAsync(streams.Shard(shardId), cache, cancellationToken);
        }

        return content;
    }
}
