using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>
/// A file of the index (decision 0022), little-endian: <c>MSM1</c>, number of shards, bits of a bucket; 32 bytes for each shard; where each bucket begins; the entries,
/// sorted by name. Names are evenly spread, so their first bits are a bucket of a few hundred entries, and one range of the file answers a question.
/// </summary>
internal static class MembershipFile
{
    public const int EntryBytes = 24;

    private const int HeaderBytes = 12;
    private const int ShardBytes = 32;
    private const int StartBytes = 4;
    private const int EntriesOfBucket = 256;
    private const int MaxShards = 10_000_000;
    private const int MaxBits = 26;

    private static ReadOnlySpan<byte> Magic => "MSM1"u8;

    /// <summary>Writes entries that come sorted by name; <paramref name="atMost"/> is how many there can be. They begin where the answer says.</summary>
    public static void Write(Stream target, IReadOnlyList<string> shards, IEnumerable<MembershipEntry> sorted, long atMost)
    {
        var bits = 0;
        while (atMost >> bits > EntriesOfBucket && bits < MaxBits)
        {
            bits++;
        }

        var starts = new uint[(1 << bits) + 1];
        target.Position = EntriesOffset(shards.Count, bits);
        Span<byte> bytes = stackalloc byte[EntryBytes];
        foreach (var entry in sorted)
        {
            starts[Bucket(entry.Name, bits) + 1]++;
            BinaryPrimitives.WriteUInt128BigEndian(bytes, entry.Name);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], entry.Shard);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], entry.Count);
            target.Write(bytes);
        }

        for (var bucket = 1; bucket < starts.Length; bucket++)
        {
            starts[bucket] = checked(starts[bucket] + starts[bucket - 1]);
        }

        target.Position = 0;
        target.Write(Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, shards.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], bits);
        target.Write(bytes[..8]);
        foreach (var shard in shards)
        {
            target.Write(Convert.FromHexString(shard));
        }

        target.Write(MemoryMarshal.AsBytes(starts.AsSpan()));
    }

    /// <summary>Everything in front of the entries; null when the file is no more.</summary>
    /// <exception cref="ObjectIntegrityException">It is no such file.</exception>
    public static async Task<MembershipPart?> OpenAsync(IObjectStore store, ObjectInfo file, CancellationToken cancellationToken)
    {
        if (await store.ReadRangeAsync(file.Key, 0, HeaderBytes, cancellationToken) is not { } head)
        {
            return null;
        }

        var (count, bits) = head.Length == HeaderBytes && head.AsSpan().StartsWith(Magic)
            ? (BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8)))
            : (-1, -1);
        var entries = file.Bytes - (count is >= 0 and <= MaxShards && bits is >= 0 and <= MaxBits ? EntriesOffset(count, bits) : long.MaxValue);
        if (entries < 0 || entries % EntryBytes != 0)
        {
            throw new ObjectIntegrityException($"The object {store.Bucket}/{file.Key} is no index of sealed samples of {file.Bytes} bytes. It can be deleted: it is made again.");
        }

        var length = (int)EntriesOffset(count, bits) - HeaderBytes;
        if (await store.ReadRangeAsync(file.Key, HeaderBytes, length, cancellationToken) is not { } table)
        {
            return null;
        }

        var shards = Enumerable.Range(0, count).Select(i => Convert.ToHexStringLower(table.AsSpan(i * ShardBytes, ShardBytes))).ToList();
        var starts = MemoryMarshal.Cast<byte, uint>(table.AsSpan(count * ShardBytes)).ToArray();
        return new MembershipPart(file.Key, shards, starts, bits, EntriesOffset(count, bits), entries / EntryBytes);
    }

    /// <summary>All entries of a file, front to back.</summary>
    public static IEnumerable<MembershipEntry> Read(Stream file, MembershipPart part)
    {
        file.Position = part.EntriesOffset;
        var bytes = new byte[EntryBytes];
        for (long i = 0; i < part.Entries; i++)
        {
            file.ReadExactly(bytes);
            yield return Entry(bytes);
        }
    }

    public static MembershipEntry Entry(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));

    public static int Bucket(UInt128 name, int bits) => bits == 0 ? 0 : (int)(uint)(name >> (128 - bits));

    /// <summary>The entries of a shard's samples and of its series, in no order.</summary>
    public static IEnumerable<MembershipEntry> EntriesOf(ShardManifest manifest, int shard) =>
        manifest.Samples.Select(sample => new MembershipEntry(MembershipName.Of(sample.Metadata), shard, 1)).Concat(
            manifest.Samples.CountBy(sample => sample.Metadata.SeriesUid).Select(series => new MembershipEntry(MembershipName.OfSeries(series.Key), shard, series.Value)));

    private static long EntriesOffset(int shards, int bits) => HeaderBytes + ((long)shards * ShardBytes) + (StartBytes * ((1L << bits) + 1));
}
