using System.Buffers.Binary;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// Bits of an entropy-coded segment (ITU-T T.81 section F.1.2.3): a stuffed zero behind 0xFF is dropped, a marker ends the data. Behind the end come
/// zero bits, so that the loop over samples needs no check of its own; <see cref="IsExhausted"/> tells afterwards. The loop keeps the bits in local
/// variables, which live in registers, and asks for more when fewer than 32 are left: the longest code with the bits behind it has 31.
/// </summary>
internal ref struct EntropyReader(ReadOnlySpan<byte> data, int position)
{
    /// <summary>With fewer bits <see cref="Refill"/> is due.</summary>
    public const int FewBits = 32;

    private const ulong EveryByte = 0x0101010101010101;
    private const ulong EveryTopBit = 0x8080808080808080;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position = position;
    private int _padding;

    /// <summary>Bits that were filled in and not taken; the next one is the top one. Left here between lines.</summary>
    public ulong Bits { get; set; }

    /// <summary>How many they are.</summary>
    public int Count { get; set; }

    /// <summary>Whether more bits were taken than the segment has.</summary>
    public readonly bool IsExhausted => _padding > Count;

    /// <summary>Offset of the marker behind the data, which the reader never passes.</summary>
    public readonly int Position => _position;

    /// <summary>Goes behind the restart marker that ends this interval; false where there is none.</summary>
    public bool TryRestart()
    {
        while (_position + 1 < _data.Length && _data[_position] == 0xFF && _data[_position + 1] == 0xFF)
        {
            _position++; // fill bytes
        }

        if (_position + 1 >= _data.Length || _data[_position] != 0xFF || _data[_position + 1] is < 0xD0 or > 0xD7)
        {
            return false;
        }

        _position += 2;
        (Bits, Count, _padding) = (0, 0, 0);
        return true;
    }

    /// <summary>Puts bytes behind the <paramref name="count"/> bits that are left, which must be fewer than <see cref="FewBits"/>.</summary>
    public (ulong Bits, int Count) Refill(ulong bits, int count)
    {
        if (_position + sizeof(ulong) <= _data.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]);
            if (((~next - EveryByte) & next & EveryTopBit) == 0) // no byte is 0xFF
            {
                var bytes = (64 - count) >> 3;
                var taken = bytes == sizeof(ulong) ? next : next >> (64 - (8 * bytes)) << (64 - (8 * bytes));
                _position += bytes;
                return (bits | (taken >> count), count + (8 * bytes));
            }
        }

        while (count <= 56)
        {
            ulong value = 0;
            if (_position >= _data.Length || (_data[_position] == 0xFF && (_position + 1 >= _data.Length || _data[_position + 1] != 0)))
            {
                _padding += 8;
            }
            else
            {
                value = _data[_position];
                _position += value == 0xFF ? 2 : 1;
            }

            bits |= value << (56 - count);
            count += 8;
        }

        return (bits, count);
    }
}
