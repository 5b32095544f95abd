using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// What waits in a dataset, cut into drafts of versions. It passes by once, and nothing is kept of what is in a draft that was taken: memory depends on the size of a
/// version and of a shard, not on how much waits.
/// </summary>
/// <param name="store">The object store.</param>
/// <param name="shared">Finds shards to take over.</param>
/// <param name="index">What is sealed.</param>
/// <param name="dataset">The dataset.</param>
/// <param name="source">The dataset whose shards it takes over; null for one with images of its own.</param>
/// <param name="options">Size of shards and of versions.</param>
/// <param name="staged">What waits, as it is listed.</param>
/// <param name="flush">Whether less than a shard of a modality may be sealed.</param>
/// <param name="cancellationToken">The lease is lost: nothing may be written any more.</param>
internal sealed class Backlog(
    IObjectStore store, SharedShards shared, MembershipIndex index, string dataset, string? source, ShardingOptions options, IAsyncEnumerable<ObjectInfo> staged,
    Func<IReadOnlyList<StagedSeries>, bool> flush, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ObjectInfo> waiting = staged.GetAsyncEnumerator(cancellationToken);
    private readonly ShardPlan plan = new(options.ShardBytes);
    private IReadOnlyList<StagedSeries> window = [];
    private Queue<IReadOnlyList<StagedSeries>>? rest;

    /// <summary>Nothing is left that may be sealed now.</summary>
    public bool IsOver => rest is { Count: 0 };

    /// <summary>Of what follows as much as makes a version.</summary>
    public async Task<VersionDraft> NextAsync(DatasetManifest? newest)
    {
        var draft = new VersionDraft(dataset, newest, index);
        while (draft.Samples < options.VersionSamples && rest is null)
        {
            if (window.Count == 0 && (window = await WindowAsync()).Count == 0)
            {
                rest = new(plan.Rest().Where(flush));
            }

            window = await AddAsync(window, draft);
        }

        while (draft.Samples < options.VersionSamples && rest!.TryDequeue(out var group))
        {
            draft.Add(group);
        }

        return draft;
    }

    public ValueTask DisposeAsync() => waiting.DisposeAsync();

    /// <summary>The series that come next, enough for a version where they have to be looked at together; none at the end.</summary>
    private async Task<List<StagedSeries>> WindowAsync()
    {
        var enough = source is null ? 1 : options.VersionSamples;
        var next = new List<StagedSeries>();
        while (enough > 0 && await waiting.MoveNextAsync())
        {
            if (await store.ReadJsonAsync<NormalizationRecord>(waiting.Current.Key, cancellationToken) is { Bundle: not null } record)
            {
                next.Add(new StagedSeries(waiting.Current, record));
                enough -= Math.Max(1, record.SampleCount);
            }
        }

        return next;
    }

    /// <summary>Adds series to a draft; answers those that have to wait for the next one, because it is full.</summary>
    private async Task<IReadOnlyList<StagedSeries>> AddAsync(IReadOnlyList<StagedSeries> series, VersionDraft draft)
    {
        if (source is not null && series.Count > 0)
        {
            series = await shared.TakeAsync(source, series, draft, options.VersionSamples, cancellationToken);
            if (draft.Samples >= options.VersionSamples)
            {
                return series;
            }
        }

        foreach (var group in series.Select(plan.Add).OfType<IReadOnlyList<StagedSeries>>())
        {
            draft.Add(group);
        }

        return [];
    }
}
