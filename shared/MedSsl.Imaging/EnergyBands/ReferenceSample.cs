using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// A uniform sample of bounded size without replacement: the images whose keyed hashes are smallest (bottom-k sampling; Cohen and Kaplan, "Summarizing
/// data using bottom-k sketches", PODC 2007). Which images are drawn depends on their keys and the salt only: not on the order of arrival, nor on how
/// the images were divided among samples that were merged later.
/// </summary>
/// <param name="capacity">Most images kept (R of the paper).</param>
/// <param name="salt">Keys the hash, so that two references draw independently of each other.</param>
public sealed class ReferenceSample(int capacity, string salt)
{
    private readonly SortedSet<(ulong Hash, string Key)> order = new(Comparer<(ulong Hash, string Key)>.Create(
        static (a, b) => a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : string.CompareOrdinal(a.Key, b.Key)));

    private readonly Dictionary<string, ReferenceImage> images = new(StringComparer.Ordinal);

    /// <summary>Images drawn.</summary>
    public int Count => images.Count;

    /// <summary>What was drawn, in ordinal order of the keys, so that sums over it have the same bits everywhere.</summary>
    public IReadOnlyList<ReferenceImage> Images => [.. images.Values.OrderBy(image => image.Key, StringComparer.Ordinal)];

    /// <summary>Offers an image; the same key again changes nothing.</summary>
    public void Add(ReferenceImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var entry = (Hash(image.Key), image.Key);
        if (capacity < 1 || (order.Count >= capacity && order.Comparer.Compare(entry, order.Max) >= 0) || !order.Add(entry))
        {
            return;
        }

        images.Add(image.Key, image);
        if (order.Count > capacity)
        {
            images.Remove(order.Max.Key);
            order.Remove(order.Max);
        }
    }

    /// <summary>Offers everything that another sample of the same salt and at least the same capacity drew.</summary>
    public void Merge(ReferenceSample other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var image in other.images.Values)
        {
            Add(image);
        }
    }

    /// <summary>The reference of what was drawn; there must be at least one image.</summary>
    public ReferenceEnergies Fit(string modality, string group, string version, EnergyBandSettings settings)
    {
        var drawn = Images;
        var probes = drawn.Where(image => image.Probe is not null).DistinctBy(image => image.Series, StringComparer.Ordinal).Select(image => image.Probe!).ToList();
        return ReferenceEnergies.Fit(modality, version, settings, [.. drawn.Select(image => image.Energies)]) with
        {
            Group = group,
            SampleKeys = [.. drawn.Select(image => image.Key)],
            Drift = probes.Count > 0 ? DriftBaseline.Fit(probes) : null,
        };
    }

    private ulong Hash(string key) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{key}")));
}
