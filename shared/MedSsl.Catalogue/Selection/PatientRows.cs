using System.Runtime.CompilerServices;

namespace MedSsl.Catalogue.Selection;

/// <summary>Sorted rows patient by patient.</summary>
internal static class PatientRows
{
    /// <summary>
    /// The rows of one patient after the other, each sample once: the same sample from two sources is that of the shard with the smaller id.
    /// </summary>
    /// <exception cref="SelectionException">Two rows of one key are different samples.</exception>
    public static async IAsyncEnumerable<List<CatalogueRow>> OfAsync(IAsyncEnumerable<CatalogueRow> sorted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var patient = new List<CatalogueRow>();
        await foreach (var row in sorted.WithCancellation(cancellationToken))
        {
            if (patient.Count > 0 && patient[^1].PatientId != row.PatientId)
            {
                yield return patient;
                patient = [];
            }

            if (patient.Count > 0 && patient[^1].Key == row.Key)
            {
                patient[^1] = Same(patient[^1], row);
            }
            else
            {
                patient.Add(row);
            }
        }

        if (patient.Count > 0)
        {
            yield return patient;
        }
    }

    private static CatalogueRow Same(CatalogueRow one, CatalogueRow other)
    {
        var isSame = one.Length == other.Length && one.ReferenceVersion == other.ReferenceVersion && (one.Sha256 is null || other.Sha256 is null || one.Sha256 == other.Sha256);
        return isSame
            ? string.CompareOrdinal(one.ShardId, other.ShardId) <= 0 ? one : other
            : throw new SelectionException(
                $"Sample {one.Key} is in shard {one.ShardId} and, with another image, in shard {other.ShardId}: the sources hold different versions of it. Name only one of them, or sources of one reference.");
    }
}
