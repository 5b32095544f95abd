using System.Buffers.Binary;

namespace MedSsl.Dicom.Pixels;

/// <summary>A table of an image (PS3.3 C.7.6.3.1.5 and C.11.1.1): entries from a first stored value on, clamped at both ends.</summary>
internal sealed class LookupTable
{
    private readonly ushort[] _entries;
    private readonly int _first;

    private LookupTable(ushort[] entries, int first, int bits) => (_entries, _first, Bits) = (entries, first, bits);

    /// <summary>Value that the first entry belongs to.</summary>
    public int First => _first;

    /// <summary>The entries.</summary>
    public ReadOnlyMemory<ushort> Entries => _entries;

    /// <summary>Bits of an entry.</summary>
    public int Bits { get; }

    public float this[float value] => _entries[(int)Math.Clamp(value - _first, 0, _entries.Length - 1)];

    /// <summary>Reads a table; null where it is absent, or says something that its data do not hold.</summary>
    public static LookupTable? Of(DicomDataset dataset, DicomTag descriptorTag, DicomTag dataTag, DicomTag? segmentedTag, bool signed)
    {
        if (!dataset.TryGet(descriptorTag, out var descriptor) || descriptor.Value.Length < 6)
        {
            return null;
        }

        var numbers = descriptor.Value.Span;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(numbers);
        count = count == 0 ? 1 << 16 : count; // 65,536 does not fit into the descriptor's 16 bits
        int first = signed ? BinaryPrimitives.ReadInt16LittleEndian(numbers[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(numbers[2..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(numbers[4..]);
        if (bits is < 1 or > 16)
        {
            return null;
        }

        var entries = dataset.TryGet(dataTag, out var data) ? Plain(data.Value.Span, count)
            : segmentedTag is { } tag && dataset.TryGet(tag, out var segmented) ? SegmentedTable.Expand(segmented.Value.Span, count, bits)
            : null;
        return entries is null ? null : new LookupTable(entries, first, bits);
    }

    private static ushort[]? Plain(ReadOnlySpan<byte> data, int count)
    {
        var wide = data.Length >= 2 * count;
        if (!wide && data.Length < count)
        {
            return null;
        }

        var entries = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = wide ? BinaryPrimitives.ReadUInt16LittleEndian(data[(2 * i)..]) : data[i]; // 8-bit entries may be packed two to a word
        }

        return entries;
    }
}
