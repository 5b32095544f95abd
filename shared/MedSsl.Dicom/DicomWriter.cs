using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom;

/// <summary>Writes Part 10 files. Equal data sets give equal bytes: there is no date and no counter in them.</summary>
public static class DicomWriter
{
    private const int PreambleLength = 128;
    private const int UsualHeaderLength = 8 << 10;
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const string ImplementationClassUid = "2.25.144866926206107270640843391562183063107";
    private const string ImplementationVersionName = "MEDSSL_1";

    private static readonly DicomTag Item = new(0xFFFE, 0xE000);
    private static readonly DicomTag ItemDelimiter = new(0xFFFE, 0xE00D);
    private static readonly DicomTag SequenceDelimiter = new(0xFFFE, 0xE0DD);

    /// <summary>
    /// Writes a data set with generated file meta information: in Explicit VR Little Endian, or in its own transfer syntax where that encapsulates
    /// the pixels. Group lengths (retired) and stray elements of the file meta group are left out.
    /// </summary>
    /// <param name="dataset">The data set.</param>
    /// <exception cref="ArgumentException">Pixel data is encapsulated, but the transfer syntax is a native one, or the reverse.</exception>
    public static byte[] Write(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var file = new ArrayBufferWriter<byte>(SizeHint(dataset));
        Write(dataset, file);
        return file.WrittenSpan.ToArray();
    }

    /// <summary>The same into a buffer of the caller's.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="file">Takes the file; <see cref="SizeHint"/> says about how much that is.</param>
    /// <exception cref="ArgumentException">Pixel data is encapsulated, but the transfer syntax is a native one, or the reverse.</exception>
    public static void Write(DicomDataset dataset, IBufferWriter<byte> file)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(file);
        if (!PixelsMatchTransferSyntax(dataset))
        {
            throw new ArgumentException(
                $"Transfer syntax {TransferSyntaxes.NameOf(dataset.TransferSyntaxUid)} and the pixel data contradict each other: one is encapsulated, the other is not.",
                nameof(dataset));
        }

        // Without pixels there is nothing that a compressed syntax could say.
        var native = !dataset.TryGet(DicomTags.PixelData, out var pixels) || pixels.Fragments is null;

        var meta = new ArrayBufferWriter<byte>(256);
        WriteElement(meta, new DicomElement(DicomTags.FileMetaInformationVersion, "OB", new byte[] { 0, 1 }));
        WriteElement(meta, Text(DicomTags.MediaStorageSopClassUid, dataset.GetString(DicomTags.SopClassUid)));
        WriteElement(meta, Text(DicomTags.MediaStorageSopInstanceUid, dataset.GetString(DicomTags.SopInstanceUid)));
        WriteElement(meta, Text(DicomTags.TransferSyntaxUid, native ? TransferSyntaxes.ExplicitVrLittleEndian : dataset.TransferSyntaxUid));
        WriteElement(meta, Text(DicomTags.ImplementationClassUid, ImplementationClassUid));
        WriteElement(meta, new DicomElement(DicomTags.ImplementationVersionName, "SH", Encoding.ASCII.GetBytes(ImplementationVersionName)));

        file.Write(new byte[PreambleLength]);
        file.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, meta.WrittenCount);
        WriteElement(file, new DicomElement(new DicomTag(2, 0), "UL", length));
        file.Write(meta.WrittenSpan);
        WriteElements(file, dataset);
    }

    /// <summary>About how many bytes the file of a data set has: its pixels and what else is usual.</summary>
    public static int SizeHint(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return UsualHeaderLength + (dataset.TryGet(DicomTags.PixelData, out var pixels) ? pixels.Value.Length + (pixels.Fragments?.Sum(fragment => fragment.Length) ?? 0) : 0);
    }

    /// <summary>Whether pixel data, if any, is encapsulated exactly if the transfer syntax is not a native one.</summary>
    internal static bool PixelsMatchTransferSyntax(DicomDataset dataset) =>
        !dataset.TryGet(DicomTags.PixelData, out var pixels) || pixels.Fragments is null == TransferSyntaxes.IsNative(dataset.TransferSyntaxUid);

    private static DicomElement Text(DicomTag tag, string? uid) => new(tag, "UI", Encoding.ASCII.GetBytes(uid ?? ""));

    private static void WriteElements(IBufferWriter<byte> output, DicomDataset dataset)
    {
        foreach (var element in dataset.Elements)
        {
            if (element.Tag.Element != 0 && element.Tag.Group != DicomTags.TransferSyntaxUid.Group)
            {
                WriteElement(output, element);
            }
        }
    }

    private static void WriteElement(IBufferWriter<byte> output, DicomElement element)
    {
        if (element.Items is not null)
        {
            WriteHeader(output, element.Tag, ValueRepresentation.Sequence, UndefinedLength);
            foreach (var item in element.Items)
            {
                WriteItemTag(output, Item, UndefinedLength);
                WriteElements(output, item);
                WriteItemTag(output, ItemDelimiter, 0);
            }

            WriteItemTag(output, SequenceDelimiter, 0);
        }
        else if (element.Fragments is not null)
        {
            WriteHeader(output, element.Tag, "OB", UndefinedLength);
            foreach (var fragment in element.Fragments)
            {
                WriteItemTag(output, Item, EvenLength(fragment));
                WritePadded(output, fragment.Span, 0);
            }

            WriteItemTag(output, SequenceDelimiter, 0);
        }
        else
        {
            // What does not fit into 16 bits of length becomes UN (PS3.5 section 6.2.2).
            var length = EvenLength(element.Value);
            var vr = ValueRepresentation.HasLongLength(element.Vr) || length <= ushort.MaxValue ? element.Vr : ValueRepresentation.Unknown;
            WriteHeader(output, element.Tag, vr, length);
            WritePadded(output, element.Value.Span, ValueRepresentation.Padding(element.Vr));
        }
    }

    private static uint EvenLength(ReadOnlyMemory<byte> value) => (uint)(value.Length + (value.Length & 1));

    private static void WriteHeader(IBufferWriter<byte> output, DicomTag tag, string vr, uint length)
    {
        var isLong = ValueRepresentation.HasLongLength(vr);
        var header = output.GetSpan(12);
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        header[4] = (byte)vr[0];
        header[5] = (byte)vr[1];
        if (isLong)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 0);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)length);
        }

        output.Advance(isLong ? 12 : 8);
    }

    private static void WriteItemTag(IBufferWriter<byte> output, DicomTag tag, uint length)
    {
        var header = output.GetSpan(8);
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], length);
        output.Advance(8);
    }

    private static void WritePadded(IBufferWriter<byte> output, ReadOnlySpan<byte> value, byte padding)
    {
        output.Write(value);
        if (value.Length % 2 != 0)
        {
            output.Write([padding]);
        }
    }
}
