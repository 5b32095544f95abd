using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Labels;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing;

/// <summary>
/// Makes the next version of a dataset. It is created only if it is absent, from the one before it: of two builders at once one wins, and the other has to start
/// again from what is sealed then.
/// </summary>
internal sealed class VersionBuilder(IObjectStore store, ShardBuilder builder, CatalogueBuilder rows, LabelTables labels, DatasetPublisher publisher, TimeProvider time)
{
    /// <summary>Builds the shards of a draft, publishes the version, and lets its series wait no more.</summary>
    /// <param name="draft">What the version is to have.</param>
    /// <param name="whole">Imports that are whole with it.</param>
    /// <param name="cancellationToken">The lease is lost: nothing may be written any more.</param>
    /// <returns>
    /// The newest version now: the one before where all that was staged is sealed already, as when a series came again; null when another builder was first.
    /// </returns>
    public async Task<DatasetManifest?> BuildAsync(VersionDraft draft, IReadOnlyCollection<string> whole, CancellationToken cancellationToken)
    {
        var shards = draft.Shards.ToList();
        foreach (var group in draft.Groups)
        {
            if (await builder.BuildAsync(draft.Dataset, group, draft.Content, cancellationToken) is { } shard)
            {
                shards.Add(shard);
            }
        }

        var version = draft.Newest is not null && shards.Count == 0 && whole.Count == 0 ? draft.Newest : await PublishAsync(draft, shards, whole, cancellationToken);
        if (version is not null)
        {
            await UnstageAsync(draft.Ended, cancellationToken);
        }

        return version;
    }

    /// <summary>Labels that came without images are a version with the same shards, when they waited for others long enough and make a difference. Answers how many came.</summary>
    public async Task<int> RelabelAsync(DatasetManifest? newest, CancellationToken cancellationToken)
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

    private async Task<DatasetManifest?> PublishAsync(VersionDraft draft, IReadOnlyList<DatasetShard> shards, IReadOnlyCollection<string> whole, CancellationToken cancellationToken)
    {
        var newest = draft.Newest;
        var changes = await LabelObjects.ChangesAsync(store, draft.Dataset, cancellationToken);
        var version = new DatasetManifest
        {
            Dataset = draft.Dataset,
            Version = (newest?.Version ?? 0) + 1,
            CreatedAt = time.GetUtcNow(),
            Shards = [.. newest?.Shards ?? [], .. shards],
            Catalogue = await rows.BuildAsync(draft.Dataset, newest, shards, cancellationToken),
            Labels = await labels.BuildAsync(draft.Dataset, newest?.Labels, changes, cancellationToken),
            References = References(newest, draft.Ended),
            CompletedImports = [.. newest?.CompletedImports ?? [], .. whole],
            SplitRule = PatientSplit.DefaultRule,
        };
        return await publisher.PublishAsync(version, cancellationToken) && await LabelTables.ForgetAsync(store, changes, cancellationToken) ? version : null;
    }

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

    private async Task UnstageAsync(IEnumerable<StagedSeries> ended, CancellationToken cancellationToken)
    {
        foreach (var series in ended)
        {
            // A series that was normalized anew meanwhile is staged under the same key with a later time: it stays.
            if (await store.StatAsync(series.Entry.Key, cancellationToken) is { } now && now.IsStill(series.Entry))
            {
                await store.DeleteAsync(series.Entry.Key, cancellationToken);
            }
        }
    }
}
