using System.Buffers.Binary;

namespace MedSsl.Dicom.Network.Pdus;

/// <summary>Walks the items of an A-ASSOCIATE PDU (PS3.8 section 9.3.2): type, a reserved byte, a length of two bytes, a value.</summary>
internal ref struct ItemReader(ReadOnlySpan<byte> items)
{
    private ReadOnlySpan<byte> rest = items;

    /// <summary>What is wrong, once something is.</summary>
    public string? Problem { get; private set; }

    public bool TryNext(out byte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (rest.IsEmpty || Problem is not null)
        {
            return false;
        }

        if (rest.Length < 4)
        {
            Problem = $"{rest.Length} bytes are left where an item has at least 4";
            return false;
        }

        type = rest[0];
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length - 4)
        {
            Problem = $"item {type:X2}H claims {length} bytes; {rest.Length - 4} are left";
            return false;
        }

        value = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return true;
    }
}
