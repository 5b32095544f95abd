using System.Buffers.Binary;
using System.Text.Json;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>
/// The first 4096 bytes of a spool file: magic (8), sequence (8), length of the content (8), CRC-32C of the content (4), length of the entry (4), the
/// entry as JSON, zeros, CRC-32C of all before (4); little endian. It is written after the content and flushed with it: whatever order the disk wrote
/// them in before a crash, a file is taken for an object only if both checksums hold.
/// </summary>
internal static class SpoolHeader
{
    public const int Length = 4096;

    private const int EntryOffset = 32;
    private const int ChecksumOffset = Length - 4;

    private static ReadOnlySpan<byte> Magic => "MSSPOOL1"u8;

    public static byte[] Write(long sequence, long length, uint checksum, SpoolEntry entry)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, Json.Options);
        var header = new byte[Length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), checksum);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), json.Length);
        json.CopyTo(header.AsSpan(EntryOffset, ChecksumOffset - EntryOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumOffset), Crc32C.Of(header.AsSpan(0, ChecksumOffset)));
        return header;
    }

    /// <summary>The object of a slot; null where its header is none.</summary>
    public static SpooledObject? Read(ReadOnlySpan<byte> header, SpoolSlot slot)
    {
        if (header.Length != Length || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumOffset..]) != Crc32C.Of(header[..ChecksumOffset]))
        {
            return null;
        }

        var entry = JsonSerializer.Deserialize<SpoolEntry>(header.Slice(EntryOffset, BinaryPrimitives.ReadInt32LittleEndian(header[28..])), Json.Options)!;
        return new SpooledObject(
            slot, BinaryPrimitives.ReadInt64LittleEndian(header[8..]), BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]), entry);
    }
}
