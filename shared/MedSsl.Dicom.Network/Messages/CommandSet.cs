using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MedSsl.Dicom.Network.Messages;

/// <summary>A command set: elements of group 0000, always in Implicit VR Little Endian (PS3.7 section 6.3.1).</summary>
internal sealed class CommandSet
{
    /// <summary>Longest command set that is read; real ones have a few hundred bytes.</summary>
    public const int MaxLength = 64 << 10;

    /// <summary>No data set follows (PS3.7 annex E.1); every other value says that one does.</summary>
    private const ushort NoDataSet = 0x0101;

    private const int MaxComment = 64;

    private readonly SortedDictionary<ushort, byte[]> elements = [];

    public ushort Field => UInt16(CommandElement.Field) ?? 0;

    public ushort MessageId => UInt16(CommandElement.MessageId) ?? 0;

    public ushort RespondedTo => UInt16(CommandElement.MessageIdRespondedTo) ?? 0;

    public bool HasDataSet => (UInt16(CommandElement.DataSetType) ?? NoDataSet) != NoDataSet;

    /// <summary>Status of a response; a response without one says nothing good.</summary>
    public ushort Status => UInt16(CommandElement.Status) ?? DimseStatus.ProcessingFailure;

    /// <summary>Whether this answers a request.</summary>
    public bool IsResponse => (Field & CommandField.ResponseBit) != 0;

    public static bool TryRead(ReadOnlySpan<byte> content, [NotNullWhen(true)] out CommandSet? command, [NotNullWhen(false)] out string? problem)
    {
        command = new CommandSet();
        problem = null;
        while (!content.IsEmpty && problem is null)
        {
            if (content.Length < 8 || BinaryPrimitives.ReadUInt16LittleEndian(content) != 0)
            {
                problem = "the command set holds something that is no element of group 0000";
                break;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
            if (length > content.Length - 8)
            {
                problem = $"element (0000,{BinaryPrimitives.ReadUInt16LittleEndian(content[2..]):X4}) claims {length} bytes; {content.Length - 8} are left";
                break;
            }

            command.elements[BinaryPrimitives.ReadUInt16LittleEndian(content[2..])] = content.Slice(8, (int)length).ToArray();
            content = content[(8 + (int)length)..];
        }

        problem ??= command.UInt16(CommandElement.Field) is null ? "the command set has no Command Field (0000,0100)" : null;
        command = problem is null ? command : null;
        return command is not null;
    }

    public ushort? UInt16(ushort element) =>
        elements.TryGetValue(element, out var value) && value.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : null;

    public string Text(ushort element) => elements.TryGetValue(element, out var value) ? Encoding.Latin1.GetString(value).Trim(' ', '\0') : "";

    public CommandSet Set(ushort element, ushort value)
    {
        elements[element] = [(byte)value, (byte)(value >> 8)];
        return this;
    }

    public CommandSet SetUid(ushort element, string uid)
    {
        elements[element] = Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0");
        return this;
    }

    public CommandSet SetComment(string? comment)
    {
        if (comment is { Length: > 0 })
        {
            var text = comment.Length > MaxComment ? comment[..MaxComment] : comment;
            elements[CommandElement.ErrorComment] = Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + " ");
        }

        return this;
    }

    public CommandSet SetHasDataSet(bool value) => Set(CommandElement.DataSetType, value ? (ushort)1 : NoDataSet);

    public byte[] Write()
    {
        var output = new ArrayBufferWriter<byte>(256);
        foreach (var (element, value) in elements.Where(pair => pair.Key != CommandElement.GroupLength))
        {
            WriteElement(output, element, value);
        }

        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, output.WrittenCount);
        var whole = new ArrayBufferWriter<byte>(output.WrittenCount + 12);
        WriteElement(whole, CommandElement.GroupLength, length);
        whole.Write(output.WrittenSpan);
        return whole.WrittenSpan.ToArray();
    }

    private static void WriteElement(ArrayBufferWriter<byte> output, ushort element, byte[] value)
    {
        var header = output.GetSpan(8);
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], value.Length);
        output.Advance(8);
        output.Write(value);
    }
}
