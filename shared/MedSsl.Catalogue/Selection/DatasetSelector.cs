using System.Runtime.CompilerServices;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;

namespace MedSsl.Catalogue.Selection;

/// <summary>
/// The samples of a definition: a function of the definition and the rows of its sources. Rows are streamed; in memory are those of one patient. A mix of modalities is
/// three passes over the sources, else it is one.
/// </summary>
/// <param name="definition">The definition.</param>
/// <param name="labelled">What has a label of <see cref="DatasetDefinition.LabelledTask"/>: instances, frames (<c>uid frame 3</c>) and series; null where no task is asked for.</param>
public sealed class DatasetSelector(DatasetDefinition definition, IReadOnlySet<string>? labelled)
{
    private readonly IReadOnlyList<(string Name, Func<CatalogueRow, bool> Accepts)> criteria = Criteria.Of(definition, labelled);
    private readonly List<(string Name, long Count)> left = [];
    private Dictionary<string, (ulong Hash, string Key)?>? lasts;

    /// <summary>Samples that were left after each criterion in the last whole pass, for example <c>modalities: 120</c>.</summary>
    public IReadOnlyList<string> Left => [.. left.Select(one => $"{one.Name}: {one.Count}")];

    /// <summary>The selected rows in their order.</summary>
    /// <param name="sorted">Gives the rows of all sources in the order of <see cref="CatalogueRow.Order"/>, once for each pass.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <exception cref="SelectionException">At the end: nothing is left, or patients are in both parts. On the way: two samples have one key.</exception>
    public async IAsyncEnumerable<CatalogueRow> SelectAsync(Func<IAsyncEnumerable<CatalogueRow>> sorted, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        if (definition.ModalityMix is { } mix)
        {
            lasts ??= await LastsAsync(mix, sorted, cancellationToken);
        }

        long selected = 0;
        await foreach (var row in CandidatesAsync(sorted(), cancellationToken))
        {
            if (lasts is null || IsInMix(row, lasts))
            {
                selected++;
                yield return row;
            }
        }

        if (lasts is not null)
        {
            left.Add(("modalityMix", selected));
        }

        if (selected == 0)
        {
            throw new SelectionException($"No sample is left. Samples after each criterion: {string.Join(", ", Left)}.");
        }
    }

    private async IAsyncEnumerable<CatalogueRow> CandidatesAsync(IAsyncEnumerable<CatalogueRow> sorted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var counts = new long[criteria.Count + 3];
        var leaking = 0;
        await foreach (var patient in PatientRows.OfAsync(sorted, cancellationToken))
        {
            leaking += patient.Exists(row => row.Split != patient[0].Split) ? 1 : 0;
            counts[0] += patient.Count;
            IReadOnlyList<CatalogueRow> rows = patient;
            for (var i = 0; i < criteria.Count; i++)
            {
                rows = [.. rows.Where(criteria[i].Accepts)];
                counts[i + 1] += rows.Count;
            }

            rows = Quota(rows, definition.MaxSamplesPerSeries, "series", row => row.SeriesUid);
            counts[^2] += rows.Count;
            rows = Quota(rows, definition.MaxSamplesPerPatient, "patient", row => row.PatientId);
            counts[^1] += rows.Count;
            foreach (var row in rows)
            {
                yield return row;
            }
        }

        if (leaking > 0)
        {
            throw new SelectionException(
                $"{leaking} patients are in '{PatientSplit.Train}' by some of their samples and in '{PatientSplit.Test}' by others: the sources divide patients by different rules. Use sources of one rule.");
        }

        left.Clear();
        left.AddRange(criteria.Select(criterion => criterion.Name).Prepend("sources").Zip(counts));
        left.AddRange(definition.MaxSamplesPerSeries is null ? [] : [("maxSamplesPerSeries", counts[^2])]);
        left.AddRange(definition.MaxSamplesPerPatient is null ? [] : [("maxSamplesPerPatient", counts[^1])]);
    }

    /// <summary>Of each group the rows whose hashes are smallest, in their order.</summary>
    private static IReadOnlyList<CatalogueRow> Quota(IReadOnlyList<CatalogueRow> rows, int? most, string purpose, Func<CatalogueRow, string> group)
    {
        if (most is not { } quota || rows.Count <= quota)
        {
            return rows;
        }

        var kept = rows.GroupBy(group, StringComparer.Ordinal)
            .SelectMany(one => one.OrderBy(row => SelectionHash.Of(purpose, row.Key)).ThenBy(row => row.Key, StringComparer.Ordinal).Take(quota))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. rows.Where(kept.Contains)];
    }

    private async Task<Dictionary<string, (ulong Hash, string Key)?>> LastsAsync(
        IReadOnlyDictionary<string, double> mix, Func<IAsyncEnumerable<CatalogueRow>> sorted, CancellationToken cancellationToken)
    {
        var hashes = mix.Keys.ToDictionary(modality => modality, _ => new SmallestHashes(), StringComparer.Ordinal);
        await foreach (var row in CandidatesAsync(sorted(), cancellationToken))
        {
            hashes.GetValueOrDefault(row.Modality)?.Add(SelectionHash.Of("mix", row.Key));
        }

        foreach (var (modality, count) in ModalityMix.Counts(mix, hashes.ToDictionary(one => one.Key, one => one.Value.Count)))
        {
            hashes[modality].Want(count);
        }

        await foreach (var row in CandidatesAsync(sorted(), cancellationToken))
        {
            hashes.GetValueOrDefault(row.Modality)?.Look(SelectionHash.Of("mix", row.Key), row.Key);
        }

        return hashes.ToDictionary(one => one.Key, one => one.Value.Last(), StringComparer.Ordinal);
    }

    private static bool IsInMix(CatalogueRow row, Dictionary<string, (ulong Hash, string Key)?> lasts)
    {
        if (lasts.GetValueOrDefault(row.Modality) is not var (hash, key))
        {
            return false;
        }

        var own = SelectionHash.Of("mix", row.Key);
        return own < hash || (own == hash && string.CompareOrdinal(row.Key, key) <= 0);
    }
}
