using System.Globalization;
using MedSsl.Catalogue;
using MedSsl.Catalogue.Selection;

namespace MedSsl.Sharding.Definitions;

/// <summary>Which samples of which shard a definition picks: 16 bytes for each.</summary>
internal sealed class PickedSamples
{
    private readonly Dictionary<string, List<UInt128>> shards = new(StringComparer.Ordinal);

    public void Add(CatalogueRow row)
    {
        if (!shards.TryGetValue(row.ShardId, out var keys))
        {
            shards[row.ShardId] = keys = [];
        }

        keys.Add(Parse(row.Key));
    }

    public int CountOf(string shardId) => shards.GetValueOrDefault(shardId)?.Count ?? 0;

    public IReadOnlySet<UInt128> Of(string shardId) => shards[shardId].ToHashSet();

    public static UInt128 Parse(string key) => UInt128.Parse(key, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The same sample of one patient is found as its rows come together; under two patients or series it is not.</summary>
    /// <exception cref="SelectionException">A key was picked twice.</exception>
    public void ThrowIfRepeated()
    {
        var all = shards.Values.SelectMany(keys => keys).ToArray();
        Array.Sort(all);
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i] == all[i - 1])
            {
                throw new SelectionException(
                    $"Sample {all[i].ToString("x32", CultureInfo.InvariantCulture)} is in the sources under two patients or series: they were made with different site keys, or one is damaged. Name only one of them.");
            }
        }
    }
}
