using System.Buffers.Binary;
using System.Text;

namespace MedSsl.Dicom.Network;

/// <summary>
/// Attributes from the first bytes of a data set, without parsing the rest: they tell whether the data set is the one that was announced (status A900
/// where not, PS3.4 annex B.2.3).
/// </summary>
public static class DatasetHead
{
    /// <summary>Bytes in which SOP class and instance are found in every ordinary object.</summary>
    public const int Length = 2048;

    private const uint Undefined = 0xFFFFFFFF;
    private const int DeepestNesting = 16;

    private static readonly DicomTag Item = new(0xFFFE, 0xE000);
    private static readonly DicomTag ItemEnd = new(0xFFFE, 0xE00D);
    private static readonly DicomTag SequenceEnd = new(0xFFFE, 0xE0DD);

    /// <summary>Reads both; null for what is not found, as in a deflated data set.</summary>
    /// <param name="head">The first bytes of a data set.</param>
    /// <param name="transferSyntaxUid">Its encoding.</param>
    public static (string? SopClassUid, string? SopInstanceUid) Read(ReadOnlySpan<byte> head, string transferSyntaxUid) =>
        (Find(head, transferSyntaxUid, DicomTags.SopClassUid), Find(head, transferSyntaxUid, DicomTags.SopInstanceUid));

    /// <summary>The value of a text attribute of the data set itself; null where it is not found in these bytes.</summary>
    /// <param name="head">The first bytes of a data set.</param>
    /// <param name="transferSyntaxUid">Its encoding.</param>
    /// <param name="wanted">Which attribute.</param>
    public static string? Find(ReadOnlySpan<byte> head, string transferSyntaxUid, DicomTag wanted)
    {
        if (transferSyntaxUid == TransferSyntaxes.DeflatedExplicitVrLittleEndian)
        {
            return null;
        }

        var encoding = (IsExplicit: transferSyntaxUid != TransferSyntaxes.ImplicitVrLittleEndian, Big: transferSyntaxUid == TransferSyntaxes.ExplicitVrBigEndian);
        while (TryReadHeader(ref head, encoding, out var tag, out var length) && (tag.Group, tag.Element).CompareTo((wanted.Group, wanted.Element)) <= 0)
        {
            if (tag == wanted)
            {
                return length <= head.Length ? Text(head[..(int)length]) : null;
            }

            if (!TrySkip(ref head, encoding, length, DeepestNesting))
            {
                return null; // it ends beyond these bytes
            }
        }

        return null;
    }

    private static bool TryReadHeader(ref ReadOnlySpan<byte> bytes, (bool IsExplicit, bool Big) encoding, out DicomTag tag, out uint length)
    {
        (tag, length) = (default, 0);
        if (bytes.Length < 8)
        {
            return false;
        }

        tag = new DicomTag(Number16(bytes, encoding.Big), Number16(bytes[2..], encoding.Big));
        var isBare = !encoding.IsExplicit || tag.Group == Item.Group; // items have no representation (PS3.5 section 7.5)
        var isLong = !isBare && IsLong(bytes[4..]);
        if (isLong && bytes.Length < 12)
        {
            return false;
        }

        length = isLong ? Number32(bytes[8..], encoding.Big) : isBare ? Number32(bytes[4..], encoding.Big) : Number16(bytes[6..], encoding.Big);
        bytes = bytes[(isLong ? 12 : 8)..];
        return true;
    }

    /// <summary>Whether the length of a representation takes four bytes (PS3.5 section 7.1.2).</summary>
    private static bool IsLong(ReadOnlySpan<byte> vr) =>
        vr[0] == 'O' || (vr[0] == 'U' && vr[1] is (byte)'N' or (byte)'T' or (byte)'C' or (byte)'R' or (byte)'V') || (vr[0] == 'S' && vr[1] is (byte)'Q' or (byte)'V');

    private static bool TrySkip(ref ReadOnlySpan<byte> bytes, (bool IsExplicit, bool Big) encoding, uint length, int depth)
    {
        if (length != Undefined)
        {
            var isThere = length <= bytes.Length;
            bytes = isThere ? bytes[(int)length..] : bytes;
            return isThere;
        }

        // Items up to the end of the sequence; in an item of undefined length elements up to its end.
        while (depth > 0 && TryReadHeader(ref bytes, encoding, out var tag, out var inner))
        {
            if (tag == SequenceEnd || tag == ItemEnd)
            {
                return true;
            }

            if (!TrySkip(ref bytes, encoding, inner, depth - 1))
            {
                return false;
            }
        }

        return false;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).Trim(' ', '\0');

    private static ushort Number16(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Number32(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
