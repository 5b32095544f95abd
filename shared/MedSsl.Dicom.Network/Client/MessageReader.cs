using System.Buffers.Binary;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;

namespace MedSsl.Dicom.Network.Client;

/// <summary>The messages of the peer on an association that we asked for, put together from their fragments.</summary>
internal sealed class MessageReader(PduStream pdus, string peer)
{
    /// <summary>A report that names as many objects as a request may.</summary>
    private const int MaxLength = 16 << 20;

    private readonly Queue<ReadOnlyMemory<byte>> values = new();

    /// <summary>The response to a request of ours.</summary>
    public async Task<CommandSet> ReadResponseAsync(ushort messageId, CancellationToken token)
    {
        var (command, _, _) = await ReadMessageAsync(token);
        return command.IsResponse && command.RespondedTo == messageId
            ? command
            : throw new DicomClientException($"{peer} answered message {messageId} with message {command.Field:X4} to {command.RespondedTo}");
    }

    public async Task<(CommandSet Command, ReadOnlyMemory<byte> Dataset, byte ContextId)> ReadMessageAsync(CancellationToken token)
    {
        var (content, contextId) = await ReadPartAsync(isCommand: true, token);
        if (!CommandSet.TryRead(content.Span, out var command, out var problem))
        {
            throw new DicomClientException($"{peer} sent a command that cannot be read: {problem}");
        }

        return (command, command.HasDataSet ? (await ReadPartAsync(isCommand: false, token)).Content : default, contextId);
    }

    private async Task<(ReadOnlyMemory<byte> Content, byte ContextId)> ReadPartAsync(bool isCommand, CancellationToken token)
    {
        var content = new MemoryStream();
        while (true)
        {
            var value = await ReadValueAsync(token);
            if ((value.Span[5] & 1) != 0 != isCommand || content.Length + value.Length > MaxLength)
            {
                throw new DicomClientException($"{peer} sent a fragment that belongs to no message, or one that is too long");
            }

            content.Write(value.Span[PduWriter.ValueHeaderLength..]);
            if ((value.Span[5] & 2) != 0)
            {
                return (content.ToArray(), value.Span[4]);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadValueAsync(CancellationToken token)
    {
        while (values.Count == 0)
        {
            var frame = await pdus.ReadAsync(token);
            if (frame.Type != PduType.Data)
            {
                throw new DicomClientException($"{peer} {(frame.Type == PduType.Abort ? "aborted the association" : "ended the association before it answered")}");
            }

            // A copy: the frame ends with the next read.
            for (ReadOnlyMemory<byte> rest = frame.Body.ToArray(); !rest.IsEmpty;)
            {
                var length = rest.Length >= PduWriter.ValueHeaderLength ? BinaryPrimitives.ReadUInt32BigEndian(rest.Span) : 0;
                if (length < 2 || length > rest.Length - 4)
                {
                    throw new DicomClientException($"{peer} sent a presentation data value of {length} bytes in {rest.Length}");
                }

                values.Enqueue(rest[..(4 + (int)length)]);
                rest = rest[(4 + (int)length)..];
            }
        }

        return values.Dequeue();
    }
}
