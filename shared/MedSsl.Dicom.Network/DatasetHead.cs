using System.Buffers.Binary;
using System.Text;

namespace MedSsl.Dicom.Network;

/// <summary>
/// SOP Class UID and SOP Instance UID from the first bytes of a data set, without parsing the rest: they tell whether the data set is the one that
/// the command announced (status A900 where not, PS3.4 annex B.2.3).
/// </summary>
public static class DatasetHead
{
    /// <summary>Bytes in which both are found in every ordinary object.</summary>
    public const int Length = 2048;

    /// <summary>Reads both; null for what is not found, as in a deflated data set.</summary>
    /// <param name="head">The first bytes of a data set.</param>
    /// <param name="transferSyntaxUid">Its encoding.</param>
    public static (string? SopClassUid, string? SopInstanceUid) Read(ReadOnlySpan<byte> head, string transferSyntaxUid)
    {
        (string? SopClass, string? Instance) found = default;
        if (transferSyntaxUid == TransferSyntaxes.DeflatedExplicitVrLittleEndian)
        {
            return found;
        }

        var big = transferSyntaxUid == TransferSyntaxes.ExplicitVrBigEndian;
        var isExplicit = transferSyntaxUid != TransferSyntaxes.ImplicitVrLittleEndian;
        while (head.Length >= 8 && Number16(head, big) <= DicomTags.SopInstanceUid.Group)
        {
            var tag = new DicomTag(Number16(head, big), Number16(head[2..], big));
            var isLong = isExplicit && (head[4] == 'O' || head[4] == 'U' && head[5] is (byte)'N' or (byte)'T' or (byte)'C' or (byte)'R' || head[4] == 'S' && head[5] == 'Q');
            if (isLong && head.Length < 12)
            {
                break;
            }

            var length = isLong ? Number32(head[8..], big) : isExplicit ? Number16(head[6..], big) : Number32(head[4..], big);
            var value = head[(isLong ? 12 : 8)..];
            if (length > value.Length)
            {
                break; // longer than the head, or of undefined length: what follows is not looked for
            }

            found.SopClass = tag == DicomTags.SopClassUid ? Text(value[..(int)length]) : found.SopClass;
            found.Instance = tag == DicomTags.SopInstanceUid ? Text(value[..(int)length]) : found.Instance;
            head = value[(int)length..];
        }

        return found;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).Trim(' ', '\0');

    private static ushort Number16(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Number32(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
