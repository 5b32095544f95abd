using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards.Ordering;

/// <summary>Names what an order depends on besides its seed. The version in it changes whenever the same input would give another order.</summary>
internal static class OrderDigest
{
    /// <summary>SHA-256 of <c>medssl-order-1 kind</c> and the lines, joined by line feeds.</summary>
    public static byte[] Of(string kind, params IEnumerable<string> lines) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend($"medssl-order-1 {kind}"))));
}
