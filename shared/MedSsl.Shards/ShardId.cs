using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards;

/// <summary>Names shards by what they hold: whoever seals the same samples, in whatever order, makes the same shard.</summary>
public static class ShardId
{
    private const string FirstReference = "v1";

    /// <summary>
    /// The id of samples as normalized: by the key and, after a hyphen, the version of the reference, left out for <c>v1</c>. The same images normalized
    /// to two references are two shards; ids from before there were other versions stay what they are.
    /// </summary>
    public static string Of(IEnumerable<SampleMetadata> samples) =>
        Of(samples.Select(sample => sample.ReferenceVersion == FirstReference ? sample.Key : $"{sample.Key}-{sample.ReferenceVersion}"));

    /// <summary>SHA-256, in 64 hexadecimal digits, of the sorted keys joined by line feeds.</summary>
    public static string Of(IEnumerable<string> sampleKeys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sampleKeys.Order(StringComparer.Ordinal)))));
}
