using System.Buffers.Binary;
using System.Text;
using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Dicom;

/// <summary>Writes elements byte by byte in any encoding, right or wrong: independent of the library's writer.</summary>
internal sealed class RawDicom(bool isExplicit = true, bool bigEndian = false)
{
    public const uint Undefined = 0xFFFFFFFF;
    private static readonly string[] LongForms = ["OB", "OW", "OF", "SQ", "UN", "UT"];
    private readonly List<byte> _bytes = [];

    public RawDicom Header(ushort group, ushort element, string vr, uint length)
    {
        Number16(group).Number16(element);
        if (!isExplicit || group == 0xFFFE)
        {
            return Number32(length);
        }

        _bytes.AddRange(Encoding.ASCII.GetBytes(vr));
        return LongForms.Contains(vr) ? Number16(0).Number32(length) : Number16((ushort)length);
    }

    public RawDicom Element(DicomTag tag, string vr, params byte[] value)
    {
        Header(tag.Group, tag.Element, vr, (uint)value.Length);
        return Raw(value);
    }

    public RawDicom Text(DicomTag tag, string vr, string value) => Element(tag, vr, Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + " "));

    public RawDicom UInt16(DicomTag tag, params ushort[] values)
    {
        Header(tag.Group, tag.Element, "US", (uint)(2 * values.Length));
        foreach (var value in values)
        {
            Number16(value);
        }

        return this;
    }

    public RawDicom Item(uint length) => Header(0xFFFE, 0xE000, "", length);

    public RawDicom EndItem() => Header(0xFFFE, 0xE00D, "", 0);

    public RawDicom EndSequence() => Header(0xFFFE, 0xE0DD, "", 0);

    public RawDicom Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The attributes without which nothing is an image, 8 bits.</summary>
    public RawDicom ImageModule(ushort rows, ushort columns, ushort bits = 8) => Text(DicomTags.SopClassUid, "UI", SopClasses.SecondaryCapture + "\0")
        .UInt16(DicomTags.SamplesPerPixel, 1).Text(DicomTags.PhotometricInterpretation, "CS", "MONOCHROME2").UInt16(DicomTags.Rows, rows)
        .UInt16(DicomTags.Columns, columns).UInt16(DicomTags.BitsAllocated, bits).UInt16(DicomTags.BitsStored, bits)
        .UInt16(DicomTags.HighBit, (ushort)(bits - 1)).UInt16(DicomTags.PixelRepresentation, 0);

    public byte[] ToBytes() => [.. _bytes];

    /// <summary>A Part 10 file of the elements.</summary>
    public byte[] ToFile(string transferSyntax, Func<byte[], byte[]>? encode = null)
    {
        var meta = new RawDicom().Text(DicomTags.TransferSyntaxUid, "UI", transferSyntax.Length % 2 == 0 ? transferSyntax : transferSyntax + "\0").ToBytes();
        return [.. new byte[128], .. "DICM"u8, .. meta, .. (encode ?? (bytes => bytes))(ToBytes())];
    }

    private RawDicom Number16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }

        return Raw(bytes);
    }

    private RawDicom Number32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return Raw(bytes);
    }
}
