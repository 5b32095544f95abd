using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Labels of a patient's instances and series: in submissions, in the tables of dataset versions, and masks.</summary>
internal static class PatientLabels
{
    /// <summary>What there is in all datasets.</summary>
    /// <returns>Keys of submissions that say something about the patient, of tables that do, and of masks that nothing else names.</returns>
    public static async Task<(List<string> Submissions, List<ObjectInfo> Tables, List<string> Masks)> FindAsync(
        IObjectStore store, IReadOnlySet<string> instances, IReadOnlySet<string> series, CancellationToken cancellationToken)
    {
        var (submissions, tables) = (new List<string>(), new List<ObjectInfo>());
        var (masks, others) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var found in store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken))
        {
            if (IsLabels(found.Key) && await store.ReadJsonAsync<LabelsSubmitted>(found.Key, cancellationToken) is { } submission)
            {
                if (Note(LabelRows.Of(submission)))
                {
                    submissions.Add(found.Key);
                }
            }
            else if (found.Key.Split('/') is ["datasets", _, "label-tables", var task, _] && Note(await LabelTable.ReadAsync(store, TableOf(store, task, found), cancellationToken)))
            {
                tables.Add(found);
            }
        }

        return (submissions, tables, [.. masks.Except(others).Order(StringComparer.Ordinal)]);

        bool Note(IEnumerable<LabelRow> rows)
        {
            var isTheirs = false;
            foreach (var row in rows)
            {
                var their = IsOf(row.SopInstanceUid, row.SeriesUid, instances, series);
                isTheirs |= their;
                if (row.MaskKey is { } mask)
                {
                    (their ? masks : others).Add(mask);
                }
            }

            return isTheirs;
        }
    }

    /// <summary>Writes a submission again without what it says about the patient; one that says nothing else goes.</summary>
    public static async Task RemoveAsync(IObjectStore store, string key, PatientFindings patient, CancellationToken cancellationToken)
    {
        if (await store.ReadJsonAsync<LabelsSubmitted>(key, cancellationToken) is not { } submission)
        {
            return;
        }

        var (instances, series) = SetsOf(patient);
        var labels = submission.Labels.Where(label => !IsOf(label.SopInstanceUid, label.SeriesUid, instances, series)).ToList();
        var annotations = submission.Annotations?.Where(label => !IsOf(label.SopInstanceUid, label.SeriesUid, instances, series)).ToList();
        if (labels.Count == 0 && annotations is null or { Count: 0 })
        {
            await store.DeleteAsync(key, cancellationToken);
        }
        else
        {
            await store.PutJsonAsync(key, submission with { Labels = labels, Annotations = annotations }, PutCondition.Overwrite, cancellationToken);
        }
    }

    /// <summary>The tables of a version with those written again that say something about the patient; the same ones where none does.</summary>
    public static async Task<DatasetLabels> WithoutAsync(IObjectStore store, string dataset, DatasetLabels labels, PatientFindings patient, CancellationToken cancellationToken)
    {
        var (instances, series) = SetsOf(patient);
        var tables = new List<LabelTablePart>();
        foreach (var table in labels.Tables)
        {
            var rows = await LabelTable.ReadAsync(store, table, cancellationToken);
            var left = rows.Where(row => !IsOf(row.SopInstanceUid, row.SeriesUid, instances, series)).ToList();
            if (left.Count == rows.Count)
            {
                tables.Add(table);
            }
            else if (left.Count > 0)
            {
                tables.Add(await LabelTable.PutAsync(store, dataset, table.Task, left, cancellationToken));
            }
        }

        return tables.SequenceEqual(labels.Tables) ? labels : labels with { Tables = tables };
    }

    public static bool IsLabels(string key) => key.Split('/') is ["datasets", _, "labels", ..];

    private static bool IsOf(string? instance, string? seriesUid, IReadOnlySet<string> instances, IReadOnlySet<string> series) =>
        (instance is not null && instances.Contains(instance)) || (seriesUid is not null && series.Contains(seriesUid));

    private static (HashSet<string> Instances, HashSet<string> Series) SetsOf(PatientFindings patient) =>
        (patient.Instances.ToHashSet(StringComparer.Ordinal), patient.Series.ToHashSet(StringComparer.Ordinal));

    /// <summary>A table is named by its content.</summary>
    private static LabelTablePart TableOf(IObjectStore store, string task, ObjectInfo found) => new(task, 0, new ObjectRef
    {
        Bucket = store.Bucket,
        Key = found.Key,
        Sha256 = Path.GetFileNameWithoutExtension(found.Key),
        Bytes = found.Bytes,
        MediaType = "application/vnd.apache.parquet",
    });
}
