using MedSsl.Catalogue.Labels;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Labels;

/// <summary>The label tables of a version that is about to be published.</summary>
internal sealed class LabelTables(IObjectStore store, IOptions<ShardingOptions> options, TimeProvider time)
{
    /// <summary>Whether changes of labels waited long enough for a version of their own.</summary>
    public bool IsTime(IReadOnlyCollection<ObjectInfo> changes) => changes.Count > 0 && time.GetUtcNow() - changes.Min(change => change.LastModified) >= options.Value.SealAfter;

    /// <summary>
    /// The tables of the version before, with those of tasks anew that changed. <paramref name="changes"/> were listed before: what they name is there already,
    /// and what comes later has a mark of its own.
    /// </summary>
    public async Task<DatasetLabels> BuildAsync(string dataset, DatasetLabels? newest, IReadOnlyCollection<ObjectInfo> changes, CancellationToken cancellationToken)
    {
        var kept = newest?.Rule == LabelChoice.Rule ? newest.Tables : [];
        var changed = newest?.Rule == LabelChoice.Rule ? LabelObjects.TasksOf(dataset, changes) : await LabelObjects.TasksAsync(store, dataset, cancellationToken);
        var tables = kept.Where(table => !changed.Contains(table.Task)).ToList();
        foreach (var task in changed)
        {
            var submissions = await LabelObjects.ListAsync(store, dataset, task, cancellationToken).ToListAsync(cancellationToken);
            var rows = LabelChoice.Resolve(submissions.SelectMany(LabelRows.Of));
            if (rows.Count > 0)
            {
                tables.Add(await LabelTable.PutAsync(store, dataset, task, rows, cancellationToken));
            }
        }

        return new DatasetLabels { Rule = LabelChoice.Rule, Tables = [.. tables.OrderBy(table => table.Task, StringComparer.Ordinal)] };
    }

    /// <summary>Removes the marks of changes that a version has now; answers true, that nothing is left to do.</summary>
    public static async Task<bool> ForgetAsync(IObjectStore store, IEnumerable<ObjectInfo> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            await store.DeleteAsync(change.Key, cancellationToken);
        }

        return true;
    }
}
