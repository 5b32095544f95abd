using MedSsl.Contracts.Documents;

namespace MedSsl.ObjectStorage;

/// <summary>What is to become of runs, as the object store says it.</summary>
public static class RunControlObjects
{
    /// <summary>How many changes a run has, and the newest one; 0 and null where nobody ever paused or cancelled it and it has not ended.</summary>
    public static async Task<(int Changes, RunControlChange? Newest)> ReadRunControlAsync(this IObjectStore store, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var keys = await store.ListAsync(ObjectKeys.RunControlPrefix(runId), cancellationToken).Select(found => found.Key).ToListAsync(cancellationToken);
        return keys.Count == 0 ? (0, null) : (keys.Count, await store.ReadJsonAsync<RunControlChange>(keys[^1], cancellationToken));
    }
}
