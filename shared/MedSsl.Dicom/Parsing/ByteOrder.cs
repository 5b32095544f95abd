using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Parsing;

/// <summary>Turns values of Explicit VR Big Endian into little endian, as everything in memory is.</summary>
internal static class ByteOrder
{
    /// <summary>The value with its numbers reversed; the value itself where it has none.</summary>
    public static ReadOnlyMemory<byte> ToLittleEndian(DicomDataset dataset, DicomTag tag, string vr, ReadOnlyMemory<byte> value)
    {
        var unit = tag == DicomTags.PixelData ? PixelUnit(dataset, vr) : ValueRepresentation.UnitSize(vr);
        if (unit == 1)
        {
            return value;
        }

        var bytes = value.ToArray();
        var whole = bytes.AsSpan(0, bytes.Length / unit * unit);
        switch (unit)
        {
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(whole);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                var doubleWords = MemoryMarshal.Cast<byte, uint>(whole);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            default:
                var quadWords = MemoryMarshal.Cast<byte, ulong>(whole);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }

        return bytes;
    }

    /// <summary>
    /// Pixel cells wider than a byte are numbers of their own width, even where the element says OB. Cells of a byte and less follow the
    /// element: OW keeps them two to a word (PS3.5 section 8.1.2 and annex D).
    /// </summary>
    private static int PixelUnit(DicomDataset dataset, string vr)
    {
        var allocated = dataset.Appended(DicomTags.BitsAllocated) is { } element && element.Value.Length >= 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(element.Value.Span)
            : 16;
        return allocated == 32 ? 4 : allocated > 8 || vr == "OW" ? 2 : 1;
    }
}
