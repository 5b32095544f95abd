using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Catalogue.Selection;

/// <summary>Which samples stay when not all can: a place for each, by its key alone, so that it is the same everywhere and other samples do not move it.</summary>
internal static class SelectionHash
{
    /// <summary>The first 8 bytes of SHA-256 of <c>medssl-selection-1:{purpose}:{key}</c>. Each purpose has places of its own: a sample that was lucky in one is not in the next.</summary>
    public static ulong Of(string purpose, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"medssl-selection-1:{purpose}:{key}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
