using System.Buffers.Binary;
using System.Numerics;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>CRC-32C (RFC 3720, appendix B.4) by the processor's instruction: tells a torn write from a whole one at memory speed.</summary>
internal struct Crc32C
{
    private uint state = uint.MaxValue;

    public Crc32C()
    {
    }

    public readonly uint Value => ~state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = state;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        state = crc;
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32C();
        crc.Append(bytes);
        return crc.Value;
    }
}
