using MedSsl.Contracts.Ingestion;

namespace MedSsl.ObjectStorage;

/// <summary>The submissions of labels of a dataset: the one place that writes and reads them, and that knows which of them no version has yet.</summary>
public static class LabelObjects
{
    /// <summary>Stores a submission in the place of an earlier one with its id, then marks the change: a mark always names what is there already.</summary>
    public static async Task PutAsync(IObjectStore store, LabelsSubmitted submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        await store.PutJsonAsync(ObjectKeys.Labels(submission.Dataset, submission.Task, submission.SubmissionId), submission, PutCondition.Overwrite, cancellationToken);
        await MarkAsync(store, submission.Dataset, submission.Task, cancellationToken);
    }

    /// <summary>Says that the labels of a task changed, so that the next version has a new table of them.</summary>
    public static async Task MarkAsync(IObjectStore store, string dataset, string task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var nothing = new MemoryStream();
        await store.PutAsync(ObjectKeys.LabelChange(dataset, task, $"{Guid.CreateVersion7():N}"), nothing, "text/plain", PutCondition.Overwrite, cancellationToken);
    }

    /// <summary>The submissions of one task, or of all, in ordinal order of task and id.</summary>
    public static IAsyncEnumerable<LabelsSubmitted> ListAsync(IObjectStore store, string dataset, string? task, CancellationToken cancellationToken) =>
        store.ListJsonAsync<LabelsSubmitted>(task is null ? ObjectKeys.LabelPrefix(dataset) : ObjectKeys.LabelsOfTask(dataset, task), cancellationToken);

    /// <summary>The tasks that have a submission, in ordinal order.</summary>
    public static async Task<IReadOnlyCollection<string>> TasksAsync(IObjectStore store, string dataset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var prefix = ObjectKeys.LabelPrefix(dataset);
        return await store.ListAsync(prefix, cancellationToken)
            .Select(found => found.Key[prefix.Length..].Split('/'))
            .Where(parts => parts.Length == 2)
            .Select(parts => parts[0])
            .Distinct()
            .ToListAsync(cancellationToken);
    }

    /// <summary>The marks of changes that no version has yet.</summary>
    public static ValueTask<List<ObjectInfo>> ChangesAsync(IObjectStore store, string dataset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.ListAsync(ObjectKeys.LabelChangePrefix(dataset), cancellationToken).ToListAsync(cancellationToken);
    }

    /// <summary>The tasks that marks name.</summary>
    public static IReadOnlyCollection<string> TasksOf(string dataset, IEnumerable<ObjectInfo> changes)
    {
        var prefix = ObjectKeys.LabelChangePrefix(dataset).Length;
        return new SortedSet<string>(changes.Select(change => change.Key[prefix..].Split('/')[0]), StringComparer.Ordinal);
    }
}
