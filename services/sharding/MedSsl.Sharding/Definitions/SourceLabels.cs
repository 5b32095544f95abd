using MedSsl.Catalogue;
using MedSsl.Catalogue.Labels;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Definitions;

/// <summary>The labels of the sources of a definition, and which of them are about its samples.</summary>
internal sealed class SourceLabels
{
    private readonly SortedDictionary<string, HashSet<LabelRow>> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> isSelected = new(StringComparer.Ordinal);

    private SourceLabels()
    {
    }

    public static async Task<SourceLabels> ReadAsync(IObjectStore store, IEnumerable<DatasetManifest> sources, CancellationToken cancellationToken)
    {
        var labels = new SourceLabels();
        foreach (var source in sources)
        {
            if (source.Labels is not { } tables)
            {
                // From before there were tables: what is submitted now, without an order to be kept.
                labels.Add(await LabelObjects.ListAsync(store, source.Dataset, null, cancellationToken).SelectMany(submission => LabelRows.Of(submission).ToAsyncEnumerable()).ToListAsync(cancellationToken));
                continue;
            }

            foreach (var table in tables.Tables)
            {
                labels.Add(await LabelTable.ReadAsync(store, table, cancellationToken));
            }
        }

        return labels;
    }

    /// <summary>Instances, frames and series that have a label of a task; null where no task is asked for.</summary>
    public IReadOnlySet<string>? Of(string? task) => task is null
        ? null
        : LabelChoice.Resolve(tasks.GetValueOrDefault(task) ?? [])
            .Where(row => row.Chosen && (row.Kind != AnnotationKinds.Finding || row.Value != FindingValues.Missing))
            .Select(row => row.SopInstanceUid is null ? row.SeriesUid! : row.Frame is null ? row.SopInstanceUid : $"{row.SopInstanceUid} frame {row.Frame}")
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Says that a sample is selected.</summary>
    public void Mark(CatalogueRow sample)
    {
        foreach (var subject in (ReadOnlySpan<string>)[sample.SopInstanceUid, sample.SeriesUid])
        {
            if (isSelected.ContainsKey(subject))
            {
                isSelected[subject] = true;
            }
        }
    }

    /// <summary>The tables of what is selected.</summary>
    public async Task<DatasetLabels> StoreAsync(IObjectStore store, string dataset, CancellationToken cancellationToken)
    {
        var tables = new List<LabelTablePart>();
        foreach (var (task, rows) in tasks)
        {
            var selected = LabelChoice.Resolve(rows.Where(row => isSelected[Subject(row)]));
            if (selected.Count > 0)
            {
                tables.Add(await LabelTable.PutAsync(store, dataset, task, selected, cancellationToken));
            }
        }

        return new DatasetLabels { Rule = LabelChoice.Rule, Tables = tables };
    }

    /// <summary>The same statement from two sources is one.</summary>
    private void Add(IEnumerable<LabelRow> rows)
    {
        foreach (var row in rows)
        {
            if (!tasks.TryGetValue(row.Task, out var task))
            {
                tasks[row.Task] = task = [];
            }

            task.Add(row with { Chosen = false });
            isSelected[Subject(row)] = false;
        }
    }

    private static string Subject(LabelRow row) => row.SopInstanceUid ?? row.SeriesUid!;
}
