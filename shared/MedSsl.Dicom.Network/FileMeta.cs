using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MedSsl.Dicom.Network;

/// <summary>
/// The head of a Part 10 file (PS3.10 section 7.1). What comes over the network is a bare data set whose class, instance and encoding only the
/// association knows; with this head before its unchanged bytes it is a file.
/// </summary>
/// <param name="SopClassUid">SOP class.</param>
/// <param name="SopInstanceUid">SOP instance.</param>
/// <param name="TransferSyntaxUid">Encoding of the data set.</param>
public sealed record FileMeta(string SopClassUid, string SopInstanceUid, string TransferSyntaxUid)
{
    private const int PreambleLength = 128;
    private const int MaxMetaLength = 1 << 20;

    /// <summary>Bytes that always hold the head of a file that can be sent.</summary>
    public const int MaxLength = PreambleLength + 4 + MaxMetaLength;

    private static ReadOnlySpan<byte> Prefix => "DICM"u8;

    /// <summary>The head as bytes; the data set follows it.</summary>
    public byte[] Write()
    {
        byte[] rest =
        [
            .. Element(DicomTags.FileMetaInformationVersion, "OB", [0, 1]),
            .. Element(DicomTags.MediaStorageSopClassUid, "UI", Uid(SopClassUid)),
            .. Element(DicomTags.MediaStorageSopInstanceUid, "UI", Uid(SopInstanceUid)),
            .. Element(DicomTags.TransferSyntaxUid, "UI", Uid(TransferSyntaxUid)),
            .. Element(DicomTags.ImplementationClassUid, "UI", Uid(WellKnownUids.ImplementationClass)),
            .. Element(DicomTags.ImplementationVersionName, "SH", Encoding.ASCII.GetBytes(WellKnownUids.ImplementationVersion)),
        ];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, rest.Length);
        return [.. new byte[PreambleLength], .. Prefix, .. Element(new DicomTag(2, 0), "UL", length), .. rest];
    }

    /// <summary>Reads the head of a file.</summary>
    /// <param name="file">The first <see cref="MaxLength"/> bytes of the file, or all.</param>
    /// <param name="meta">The head.</param>
    /// <param name="length">Where the data set begins.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out FileMeta? meta, out int length, [NotNullWhen(false)] out string? problem)
    {
        (meta, length) = (null, 0);
        if (file.Length < PreambleLength + 4 || !file.Slice(PreambleLength, 4).SequenceEqual(Prefix))
        {
            problem = "expected a DICOM file with the prefix DICM at offset 128 (PS3.10), found none";
            return false;
        }

        var (sopClass, instance, syntax) = ("", "", "");
        var position = PreambleLength + 4;
        while (file.Length - position >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(file[position..]) == 2)
        {
            var element = BinaryPrimitives.ReadUInt16LittleEndian(file[(position + 2)..]);
            var isLong = file[position + 4] == 'O' || file.Slice(position + 4, 2).SequenceEqual("UN"u8) || file.Slice(position + 4, 2).SequenceEqual("UT"u8);
            if (isLong && file.Length - position < 12)
            {
                break;
            }

            var valueLength = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(file[(position + 8)..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[(position + 6)..]);
            position += isLong ? 12 : 8;
            if (valueLength > file.Length - position)
            {
                problem = $"the file meta information ends within element (0002,{element:X4})";
                return false;
            }

            var value = file.Slice(position, (int)valueLength);
            sopClass = element == DicomTags.MediaStorageSopClassUid.Element ? Text(value) : sopClass;
            instance = element == DicomTags.MediaStorageSopInstanceUid.Element ? Text(value) : instance;
            syntax = element == DicomTags.TransferSyntaxUid.Element ? Text(value) : syntax;
            position += (int)valueLength;
        }

        if (!Parsing.Uid.IsValid(sopClass) || !Parsing.Uid.IsValid(instance) || !Parsing.Uid.IsValid(syntax))
        {
            problem = "the file meta information does not name SOP class, SOP instance and transfer syntax (0002,0002), (0002,0003), (0002,0010)";
            return false;
        }

        (meta, length, problem) = (new FileMeta(sopClass, instance, syntax), position, null);
        return true;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).Trim(' ', '\0');

    private static byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0");

    private static byte[] Element(DicomTag tag, string vr, byte[] value)
    {
        var isLong = vr == "OB";
        var header = new byte[isLong ? 12 : 8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), tag.Element);
        header[4] = (byte)vr[0];
        header[5] = (byte)vr[1];
        if (isLong)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), value.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)value.Length);
        }

        return [.. header, .. value];
    }
}
