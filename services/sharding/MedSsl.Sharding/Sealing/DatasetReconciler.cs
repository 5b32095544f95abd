using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Labels;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing.Membership;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Seals staged series into shards and publishes dataset versions. A version is created only if it is absent, from the one before it: of
/// two builders that seal at once one wins, the other starts again from what is sealed now, and no sample can be in a dataset twice.
/// </summary>
internal sealed class DatasetReconciler(
    IObjectStore store, StoredManifests manifests, MembershipIndex index, ShardBuilder builder, CatalogueBuilder rows, SharedShards shared, PendingImports imports, LabelTables labels, DatasetPublisher publisher, IOptions<ShardingOptions> options, TimeProvider time)
    : IReconciler
{
    /// <summary>Among all processes one seals at a time: whoever changes datasets in another way holds the lease of this name too.</summary>
    public const string ReconcilerName = "datasets";

    /// <summary>A version adds about so many samples at most, so that what is kept of them in memory does not grow with a backlog; the rest makes the next versions.</summary>
    private const long SamplesOfVersion = 50_000;

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
        var done = await publisher.TellLostAsync(dataset, cancellationToken);
        bool more;
        do
        {
            (var ended, more) = await SealAsync(dataset, cancellationToken);
            done += ended;
        }
        while (more);
        return done;
    }

    private async Task<(int Ended, bool More)> SealAsync(string dataset, CancellationToken cancellationToken)
    {
        var staged = await StagedAsync(dataset, cancellationToken);
        var newest = await manifests.NewestAsync(dataset, cancellationToken);
        var content = new SealedContent(index, newest);
        var whole = await imports.FindWholeAsync(
            dataset, newest?.CompletedImports.ToHashSet(StringComparer.Ordinal) ?? [], staged, content, cancellationToken);

        if (staged.Count == 0 && whole.Count == 0)
        {
            return (await LabelAsync(newest, cancellationToken), false);
        }

        if (newest?.Definition is not null)
        {
            throw new InvalidOperationException($"Dataset '{dataset}' is defined by a filter over others, and images were sent to it: {staged.Count} series, {whole.Count} imports. They are not sealed; send them to another dataset.");
        }

        var source = await shared.SourceOfAsync(dataset, cancellationToken);
        if (source is not null && whole.Count == 0 && !IsTime(staged))
        {
            return (await LabelAsync(newest, cancellationToken), false);
        }

        var shards = source is null ? [] : await shared.TakeAsync(source, staged, content, SamplesOfVersion, cancellationToken);
        var covered = shards.Count == 0 ? [] : await CoveredAsync(staged, content, cancellationToken);
        var plan = ShardPlan.Make(staged.Except(covered), options.Value.ShardBytes, group => whole.Count > 0 || IsTime(group));
        var now = ShardPlan.First(plan, SamplesOfVersion - shards.Sum(shard => (long)shard.SampleCount));
        var more = now.Count < plan.Count;
        List<StagedSeries> ended = [.. covered, .. now.SelectMany(group => group)];
        if (ended.Count == 0 && whole.Count == 0)
        {
            return (await LabelAsync(newest, cancellationToken), false);
        }

        foreach (var group in now)
        {
            if (await builder.BuildAsync(dataset, group, content, cancellationToken) is { } shard)
            {
                shards.Add(shard);
            }
        }

        // An import is whole in the version that has the last of it.
        return await PublishAsync(dataset, newest, shards, References(newest, ended), more ? [] : whole, cancellationToken)
            ? (await UnstageAsync(ended, cancellationToken), more)
            : (0, false);
    }

    private bool IsTime(IReadOnlyCollection<StagedSeries> staged) => staged.Count > 0 && time.GetUtcNow() - staged.Min(series => series.StagedAt) >= options.Value.SealAfter;

    /// <summary>The references of all groups, earlier ones too; null where none is known, as with series from before they were recorded.</summary>
    private static Dictionary<string, ObjectRef>? References(DatasetManifest? newest, IEnumerable<StagedSeries> ended)
    {
        var references = newest?.References?.ToDictionary(StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
        foreach (var reference in ended.Select(series => series.Record.Reference).OfType<ObjectRef>())
        {
            references[ObjectKeys.GroupOfReference(reference.Key)] = reference;
        }

        return references.Count > 0 ? references : null;
    }

    private async Task<List<StagedSeries>> StagedAsync(string dataset, CancellationToken cancellationToken)
    {
        var staged = new List<StagedSeries>();
        await foreach (var found in store.ListAsync(ObjectKeys.StagedPrefix(dataset), cancellationToken))
        {
            if (await store.ReadJsonAsync<NormalizationRecord>(found.Key, cancellationToken) is { Bundle: not null } record)
            {
                staged.Add(new StagedSeries(found, record));
            }
        }

        return staged;
    }

    private static async Task<List<StagedSeries>> CoveredAsync(List<StagedSeries> staged, SealedContent content, CancellationToken cancellationToken)
    {
        var there = await content.SamplesOfAsync([.. staged.Select(series => series.Record.SeriesUid)], cancellationToken);
        return [.. staged.Where(series => there[series.Record.SeriesUid] >= series.Record.SampleCount)];
    }

    /// <summary>False when another builder was first. Nothing is to be published when all that was staged is sealed already: a series came again.</summary>
    private async Task<bool> PublishAsync(string dataset, DatasetManifest? newest, List<DatasetShard> shards, Dictionary<string, ObjectRef>? references, List<string> whole, CancellationToken cancellationToken)
    {
        if (newest is not null && shards.Count == 0 && whole.Count == 0)
        {
            return true;
        }

        var changes = await LabelObjects.ChangesAsync(store, dataset, cancellationToken);
        var version = new DatasetManifest
        {
            Dataset = dataset,
            Version = (newest?.Version ?? 0) + 1,
            CreatedAt = time.GetUtcNow(),
            Shards = [.. newest?.Shards ?? [], .. shards],
            Catalogue = await rows.BuildAsync(dataset, newest, shards, cancellationToken),
            Labels = await labels.BuildAsync(dataset, newest?.Labels, changes, cancellationToken),
            References = references,
            CompletedImports = [.. newest?.CompletedImports ?? [], .. whole],
            SplitRule = PatientSplit.DefaultRule,
        };
        return await publisher.PublishAsync(version, cancellationToken) && await LabelTables.ForgetAsync(store, changes, cancellationToken);
    }

    /// <summary>Labels that came without images are a version with the same shards, when they waited for others long enough and make a difference.</summary>
    private async Task<int> LabelAsync(DatasetManifest? newest, CancellationToken cancellationToken)
    {
        if (newest is null)
        {
            return 0;
        }

        var changes = await LabelObjects.ChangesAsync(store, newest.Dataset, cancellationToken);
        if (!labels.IsTime(changes))
        {
            return 0;
        }

        var tables = await labels.BuildAsync(newest.Dataset, newest.Labels, changes, cancellationToken);
        var isNew = newest.Labels is not { } old || !old.Tables.SequenceEqual(tables.Tables) || old.Rule != tables.Rule;
        if (isNew && !await publisher.PublishAsync(newest with { Version = newest.Version + 1, CreatedAt = time.GetUtcNow(), Labels = tables }, cancellationToken))
        {
            return 0;
        }

        await LabelTables.ForgetAsync(store, changes, cancellationToken);
        return changes.Count;
    }

    private async Task<int> UnstageAsync(IEnumerable<StagedSeries> sealedSeries, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var series in sealedSeries)
        {
            // A series that was normalized anew meanwhile is staged under the same key with a later time: it stays.
            if (await store.StatAsync(series.Entry.Key, cancellationToken) is { } now && now.IsStill(series.Entry))
            {
                await store.DeleteAsync(series.Entry.Key, cancellationToken);
            }

            count++;
        }

        return count;
    }
}
