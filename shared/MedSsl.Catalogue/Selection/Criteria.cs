using MedSsl.Contracts.Datasets;

namespace MedSsl.Catalogue.Selection;

/// <summary>The filters of a definition: those that look at one sample.</summary>
internal static class Criteria
{
    /// <summary>The filters that are there, in their order, each with the name that it has in JSON.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="labelled">Instances, frames (<c>uid frame 3</c>) and series that have a label of the task; null where none is asked for.</param>
    public static IReadOnlyList<(string Name, Func<CatalogueRow, bool> Accepts)> Of(DatasetDefinition definition, IReadOnlySet<string>? labelled)
    {
        var criteria = new List<(string Name, Func<CatalogueRow, bool> Accepts)>();
        if (definition.Content is { } content)
        {
            criteria.Add(("content", row => (row.Depth is null) == (content == SampleContents.Images)));
        }

        Among("modalities", definition.Modalities, row => row.Modality, isWanted: true);
        Among("bodyParts", definition.BodyParts, row => row.BodyPart, isWanted: true);
        Among("scannerModels", definition.ScannerModels, row => row.ScannerModel, isWanted: true);
        Among("excludedScannerModels", definition.ExcludedScannerModels, row => row.ScannerModel, isWanted: false);
        Among("excludedPatients", definition.ExcludedPatients, row => row.PatientId, isWanted: false);
        if (definition.Split is { } split)
        {
            criteria.Add(("split", row => row.Split == split));
        }

        if (labelled is not null)
        {
            criteria.Add(("labelledTask", row => labelled.Contains(row.SopInstanceUid) || labelled.Contains(row.SeriesUid) || labelled.Contains($"{row.SopInstanceUid} frame {row.Frame}")));
        }

        if (definition.DropsNearDuplicates == true)
        {
            criteria.Add(("dropsNearDuplicates", row => row.NearDuplicateOf is null));
        }

        return criteria;

        void Among(string name, IReadOnlyList<string>? values, Func<CatalogueRow, string?> value, bool isWanted)
        {
            if (values is not null)
            {
                var set = values.ToHashSet(StringComparer.Ordinal);
                criteria.Add((name, row => set.Contains(value(row) ?? "") == isWanted));
            }
        }
    }
}
