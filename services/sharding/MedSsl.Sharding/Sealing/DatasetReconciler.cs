using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Seals staged series into shards and publishes dataset versions. Each version is made from the one before it, and only if nobody else made it: of two builders that
/// seal at once one wins, the other starts again from what is sealed then, and no sample can be in a dataset twice.
/// </summary>
internal sealed class DatasetReconciler(
    IObjectStore store, StoredManifests manifests, MembershipIndex index, VersionBuilder versions, SharedShards shared, PendingImports imports, DatasetPublisher publisher, IOptions<ShardingOptions> options, TimeProvider time)
    : IReconciler
{
    /// <summary>Among all processes one seals at a time: whoever changes datasets in another way holds the lease of this name too.</summary>
    public const string ReconcilerName = "datasets";

    public string Name => ReconcilerName;

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken) =>
        await EachOnItsOwn.SumAsync(await DatasetsAsync(cancellationToken), dataset => SealAllAsync(dataset, cancellationToken), cancellationToken);

    private async Task<SortedSet<string>> DatasetsAsync(CancellationToken cancellationToken)
    {
        // Datasets that wait for something: staged series, an ended import that no version names yet, a version that was not told of.
        var datasets = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var prefix in (string[])[ObjectKeys.DatasetPrefix, ObjectKeys.ImportPrefix])
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken))
            {
                datasets.Add(found.Key.Split('/')[1]);
            }
        }

        return datasets;
    }

    private async Task<int> SealAllAsync(string dataset, CancellationToken cancellationToken)
    {
        var told = await publisher.TellLostAsync(dataset, cancellationToken);
        var newest = await manifests.NewestAsync(dataset, cancellationToken);

        // Before what waits is listed: whatever makes an import whole is in the newest version then, or passes by.
        var whole = await imports.FindWholeAsync(dataset, newest, cancellationToken);
        if (newest?.Definition is not null && (whole.Count > 0 || await StagedAsync(dataset, cancellationToken).AnyAsync(cancellationToken)))
        {
            throw new InvalidOperationException($"Dataset '{dataset}' is defined by a filter over others, and images were sent to it. They are not sealed; send them to another dataset.");
        }

        return told + await SealWaitingAsync(dataset, newest, whole, cancellationToken);
    }

    /// <summary>How many series wait no more; of labels, where none did. It ends early when another builder was first: the next pass sees what is left.</summary>
    private async Task<int> SealWaitingAsync(string dataset, DatasetManifest? newest, List<string> whole, CancellationToken cancellationToken)
    {
        var source = await shared.SourceOfAsync(dataset, cancellationToken);
        if (source is not null && whole.Count == 0 && !await StagedAsync(dataset, cancellationToken).AnyAsync(IsTime, cancellationToken))
        {
            return await versions.RelabelAsync(newest, cancellationToken);
        }

        await using var backlog = new Backlog(
            store, shared, index, dataset, source, options.Value, StagedAsync(dataset, cancellationToken), group => whole.Count > 0 || group.Any(series => IsTime(series.Entry)), cancellationToken);
        var done = 0;
        while (true)
        {
            var draft = await backlog.NextAsync(newest);
            if (backlog.IsOver && draft.IsEmpty && whole.Count == 0)
            {
                return done > 0 ? done : await versions.RelabelAsync(newest, cancellationToken);
            }

            // An import is whole in the version that has the last of it.
            newest = await versions.BuildAsync(draft, backlog.IsOver ? whole : [], cancellationToken);
            done += newest is null ? 0 : draft.Ended.Count;
            if (newest is null || backlog.IsOver)
            {
                return done;
            }
        }
    }

    private IAsyncEnumerable<ObjectInfo> StagedAsync(string dataset, CancellationToken cancellationToken) => store.ListAsync(ObjectKeys.StagedPrefix(dataset), cancellationToken);

    private bool IsTime(ObjectInfo staged) => time.GetUtcNow() - staged.LastModified >= options.Value.SealAfter;
}
