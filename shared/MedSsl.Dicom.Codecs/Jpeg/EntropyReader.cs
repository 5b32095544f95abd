using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>
/// Bits of an entropy-coded segment (ITU-T T.81 section F.1.2.3): a stuffed zero behind 0xFF is dropped, a marker ends the data. Behind the end come
/// zero bits, so that the loop over samples needs no check of its own; <see cref="IsExhausted"/> tells afterwards.
/// </summary>
internal ref struct EntropyReader(ReadOnlySpan<byte> data, int position)
{
    private const ulong EveryByte = 0x0101010101010101;
    private const ulong EveryTopBit = 0x8080808080808080;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position = position;
    private ulong _bits; // the next bit is the top one
    private int _count;
    private int _padding;

    /// <summary>Whether more bits were taken than the segment has.</summary>
    public readonly bool IsExhausted => _padding > _count;

    /// <summary>The next 64 bits; at least 32 of them are valid after <see cref="Fill"/>.</summary>
    public readonly ulong Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (_count < 32)
        {
            Refill();
        }
    }

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
        (_bits, _count, _padding) = (0, 0, 0);
        return true;
    }

    /// <summary>Offset of the marker behind the data, which the reader never passes.</summary>
    public readonly int Position => _position;

    private void Refill()
    {
        if (_position + sizeof(ulong) <= _data.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]);
            if (((~next - EveryByte) & next & EveryTopBit) == 0) // no byte is 0xFF
            {
                var bytes = (64 - _count) >> 3;
                _bits |= bytes == 8 ? next : next >> (64 - (8 * bytes)) << (64 - (8 * bytes) - _count);
                _position += bytes;
                _count += 8 * bytes;
                return;
            }
        }

        while (_count <= 56)
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

            _bits |= value << (56 - _count);
            _count += 8;
        }
    }
}
