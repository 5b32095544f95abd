using System.Buffers.Binary;
using System.Text;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>
/// What goes through the pipes. A worker says hello when its limits are set. A request is the length of a codestream and the codestream; an answer is
/// a status, the length of a body and the body: cells, or why there are none in UTF-8. Numbers are little endian.
/// </summary>
internal static class CodecMessages
{
    /// <summary>Bytes before the body of an answer.</summary>
    public const int AnswerHeader = 5;

    /// <summary>Bytes of a reason at most.</summary>
    public const int LongestReason = 1000;

    /// <summary>The body is the cells.</summary>
    public const byte Decoded = 0;

    /// <summary>The body is the reason: the codestream is damaged.</summary>
    public const byte Damaged = 1;

    /// <summary>The body is the reason: the memory of the worker does not suffice; it ends behind this answer.</summary>
    public const byte OutOfMemory = 2;

    /// <summary>The first thing that a worker says.</summary>
    public static ReadOnlySpan<byte> Hello => "MSDW"u8;

    public static void WriteRequest(Stream output, ReadOnlySpan<byte> codestream)
    {
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(header, codestream.Length);
        output.Write(header);
        output.Write(codestream);
        output.Flush();
    }

    /// <summary>The next codestream; null at the end of the requests.</summary>
    public static byte[]? ReadRequest(Stream input)
    {
        Span<byte> header = stackalloc byte[4];
        if (input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 0)
        {
            return null;
        }

        var codestream = GC.AllocateUninitializedArray<byte>(length);
        return input.ReadAtLeast(codestream, length, throwOnEndOfStream: false) == length ? codestream : null;
    }

    public static void WriteAnswer(Stream output, byte status, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[AnswerHeader];
        header[0] = status;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], body.Length);
        output.Write(header);
        output.Write(body);
        output.Flush();
    }

    public static void WriteReason(Stream output, byte status, string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(reason);
        WriteAnswer(output, status, bytes.AsSpan(0, Math.Min(bytes.Length, LongestReason)));
    }
}
