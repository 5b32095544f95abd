using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Labels of a patient's instances, in the submissions of all datasets.</summary>
internal static class PatientLabels
{
    /// <summary>Keys of the submissions that label one of the instances.</summary>
    public static async Task<List<string>> FindAsync(IObjectStore store, IReadOnlySet<string> instances, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken).Where(found => IsLabels(found.Key)))
        {
            if (await store.ReadJsonAsync<LabelsSubmitted>(found.Key, cancellationToken) is { } labels && labels.Labels.Any(label => instances.Contains(label.SopInstanceUid)))
            {
                keys.Add(found.Key);
            }
        }

        return keys;
    }

    /// <summary>Writes a submission again without the labels of the instances; one without a label left goes.</summary>
    public static async Task RemoveAsync(IObjectStore store, string key, IReadOnlySet<string> instances, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<LabelsSubmitted>(key, cancellationToken) is not { } submission)
        {
            return;
        }

        var left = submission.Labels.Where(label => !instances.Contains(label.SopInstanceUid)).ToList();
        if (left.Count == 0)
        {
            await store.DeleteAsync(key, cancellationToken);
        }
        else if (left.Count < submission.Labels.Count)
        {
            await store.PutJsonAsync(key, submission with { Labels = left }, PutCondition.Overwrite, cancellationToken);
        }
    }

    public static bool IsLabels(string key) => key.Split('/') is ["datasets", _, "labels", ..];
}
