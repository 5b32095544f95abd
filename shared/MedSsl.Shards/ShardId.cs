using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards;

/// <summary>Names shards by what they hold: whoever seals the same samples, in whatever order, makes the same shard.</summary>
public static class ShardId
{
    /// <summary>SHA-256, in 64 hexadecimal digits, of the sorted keys joined by line feeds.</summary>
    public static string Of(IEnumerable<string> sampleKeys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sampleKeys.Order(StringComparer.Ordinal)))));
}
