namespace MedSsl.Catalogue.Selection;

/// <summary>How many samples of each modality give the wanted shares.</summary>
public static class ModalityMix
{
    /// <summary>
    /// The largest numbers that have the shares and are there: their sum is what the scarcest modality allows, divided by largest remainders (of equal ones the modality
    /// that is first in ordinal order).
    /// </summary>
    /// <param name="shares">Share of each modality, in all 1.</param>
    /// <param name="available">Samples that are there.</param>
    public static IReadOnlyDictionary<string, long> Counts(IReadOnlyDictionary<string, double> shares, IReadOnlyDictionary<string, long> available)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(available);
        var wanted = shares.Where(share => share.Value > 0).OrderBy(share => share.Key, StringComparer.Ordinal).Select(share => (share.Key, Share: (decimal)share.Value)).ToList();
        var total = wanted.Min(one => (long)decimal.Floor(available.GetValueOrDefault(one.Key) / one.Share));
        while (true)
        {
            var counts = Divide(wanted, total);
            if (total == 0 || counts.All(count => count.Value <= available.GetValueOrDefault(count.Key)))
            {
                return counts;
            }

            total--; // a remainder was rounded up beyond what is there
        }
    }

    private static Dictionary<string, long> Divide(List<(string Key, decimal Share)> wanted, long total)
    {
        var exact = wanted.Select(one => (one.Key, Value: one.Share * total)).ToList();
        var counts = exact.ToDictionary(one => one.Key, one => (long)decimal.Floor(one.Value), StringComparer.Ordinal);
        var rest = total - counts.Values.Sum();
        foreach (var (key, _) in exact.OrderByDescending(one => one.Value - decimal.Floor(one.Value)).Take((int)Math.Max(0, rest)))
        {
            counts[key]++;
        }

        return counts;
    }
}
