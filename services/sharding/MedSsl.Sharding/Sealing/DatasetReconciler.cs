using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Seals staged series into shards and publishes dataset versions. A version is created only if it is absent, from the one before it: of
/// two builders that seal at once one wins, the other starts again from what is sealed now, and no sample can be in a dataset twice.
/// </summary>
internal sealed class DatasetReconciler(
    IObjectStore store, DatasetCatalogue catalogue, ShardBuilder builder, CatalogueBuilder rows, SharedShards shared, PendingImports imports, IBus bus, IOptions<ShardingOptions> options, TimeProvider time, ILogger<DatasetReconciler> logger)
    : IReconciler
{
    /// <summary>Among all processes one seals at a time: whoever changes datasets in another way holds the lease of this name too.</summary>
    public const string ReconcilerName = "datasets";

    public string Name => ReconcilerName;

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken) =>
        await EachOnItsOwn.SumAsync(await DatasetsAsync(cancellationToken), dataset => SealAsync(dataset, cancellationToken), cancellationToken);

    private async Task<SortedSet<string>> DatasetsAsync(CancellationToken cancellationToken)
    {
        // Datasets that wait for something: staged series, or an ended import that no version names yet.
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

    private async Task<int> SealAsync(string dataset, CancellationToken cancellationToken)
    {
        var staged = await StagedAsync(dataset, cancellationToken);
        var newest = await catalogue.NewestAsync(dataset, cancellationToken);
        var content = await catalogue.ContentAsync(newest, cancellationToken);
        var whole = await imports.FindWholeAsync(
            dataset, newest?.CompletedImports.ToHashSet(StringComparer.Ordinal) ?? [], staged, content, cancellationToken);

        if (staged.Count == 0 && whole.Count == 0)
        {
            return 0;
        }

        var source = await shared.SourceOfAsync(dataset, cancellationToken);
        if (source is not null && whole.Count == 0 && !IsTime(staged))
        {
            return 0;
        }

        var shards = source is null ? [] : await shared.TakeAsync(source, staged, content, cancellationToken);
        var covered = shards.Count == 0 ? [] : staged.Where(series => content.SamplesOf(series.Record.SeriesUid) >= series.Record.SampleCount).ToList();
        var plan = ShardPlan.Make(staged.Except(covered), options.Value.ShardBytes, group => whole.Count > 0 || IsTime(group));
        List<StagedSeries> ended = [.. covered, .. plan.SelectMany(group => group)];
        if (ended.Count == 0 && whole.Count == 0)
        {
            return 0;
        }

        foreach (var group in plan)
        {
            if (await builder.BuildAsync(dataset, group, content, cancellationToken) is { } shard)
            {
                shards.Add(shard);
            }
        }

        return await PublishAsync(dataset, newest, shards, References(newest, ended), whole, cancellationToken) ? await UnstageAsync(ended, cancellationToken) : 0;
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

    private async Task<bool> PublishAsync(string dataset, DatasetManifest? newest, List<DatasetShard> shards, Dictionary<string, ObjectRef>? references, List<string> whole, CancellationToken cancellationToken)
    {
        if (newest is not null && shards.Count == 0 && whole.Count == 0)
        {
            return await PublishAgainAsync(newest, cancellationToken);
        }

        var version = new DatasetManifest
        {
            Dataset = dataset,
            Version = (newest?.Version ?? 0) + 1,
            CreatedAt = time.GetUtcNow(),
            Shards = [.. newest?.Shards ?? [], .. shards],
            Catalogue = await rows.BuildAsync(dataset, newest, shards, cancellationToken),
            References = references,
            CompletedImports = [.. newest?.CompletedImports ?? [], .. whole],
            SplitRule = PatientSplit.DefaultRule,
        };
        var put = await store.PutJsonAsync(ObjectKeys.DatasetVersion(dataset, version.Version), version, PutCondition.IfAbsent, cancellationToken);
        if (!put.Created)
        {
            Log.VersionTaken(logger, dataset, version.Version);
            return false;
        }

        var published = Event(version, put.Object);
        Log.VersionPublished(logger, dataset, version.Version, published.SampleCount);
        ShardingMetrics.DatasetVersion.WithLabels(dataset).Set(version.Version);
        await bus.Publish(published, cancellationToken);
        return true;
    }

    /// <summary>All that was staged is sealed already: a series came again, or a crash came between an earlier version and its event.</summary>
    private async Task<bool> PublishAgainAsync(DatasetManifest newest, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonWithReferenceAsync<DatasetManifest>(ObjectKeys.DatasetVersion(newest.Dataset, newest.Version), cancellationToken) is var (version, reference))
        {
            await bus.Publish(Event(version, reference), cancellationToken);
        }

        return true;
    }

    /// <summary>The event of a version.</summary>
    public static DatasetPublished Event(DatasetManifest version, ObjectRef manifest) => new()
    {
        Dataset = version.Dataset,
        Version = version.Version,
        SampleCount = version.Shards.Sum(shard => (long)shard.SampleCount),
        SamplesPerModality = version.Shards.GroupBy(shard => shard.Modality).ToDictionary(group => group.Key, group => group.Sum(shard => (long)shard.SampleCount)),
        CompletedImports = version.CompletedImports,
        Manifest = manifest,
        PublishedAt = version.CreatedAt,
    };

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
