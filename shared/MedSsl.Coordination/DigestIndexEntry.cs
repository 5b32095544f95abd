using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Coordination;

/// <summary>
/// A name and its digest in few bytes: a bucket, 48 bits of the name beside it, 48 bits of the digest. With <see cref="UsualBuckets"/> buckets a hundred
/// million names come to 190 a bucket, which Redis keeps as one compact list (up to <c>hash-max-listpack-entries</c>, 512 by default).
/// </summary>
/// <param name="Bucket">Number of the bucket.</param>
/// <param name="Name">48 bits of the name's hash.</param>
/// <param name="Digest">48 bits of the digest's hash.</param>
public readonly record struct DigestIndexEntry(uint Bucket, ulong Name, ulong Digest)
{
    /// <summary>2^19.</summary>
    public const int UsualBuckets = 1 << 19;

    /// <summary>Bytes of <see cref="Name"/> and of <see cref="Digest"/>.</summary>
    public const int PartBytes = 6;

    private const ulong Part = (1UL << (8 * PartBytes)) - 1;

    /// <summary>The entry of a name and a digest.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="digest">Any text.</param>
    /// <param name="buckets">Number of buckets, a power of two.</param>
    public static DigestIndexEntry Of(string name, string digest, int buckets = UsualBuckets)
    {
        var hash = Hash(name);
        return new DigestIndexEntry(BinaryPrimitives.ReadUInt32LittleEndian(hash) & ((uint)buckets - 1), BinaryPrimitives.ReadUInt64LittleEndian(hash[4..]) & Part,
            BinaryPrimitives.ReadUInt64LittleEndian(Hash(digest)) & Part);
    }

    /// <summary>The bytes of <see cref="Name"/> or <see cref="Digest"/>.</summary>
    public static byte[] Bytes(ulong part)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, part);
        return bytes[..PartBytes];
    }

    private static ReadOnlySpan<byte> Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
