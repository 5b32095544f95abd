using System.Buffers.Binary;
using System.Collections.Concurrent;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;

namespace MedSsl.Dicom.Network.Server;

/// <summary>
/// An accepted association until it is released: puts presentation data values together to messages (PS3.7 section 6.3, PS3.8 annex E) and answers
/// them one after another. Data sets are passed on as they come and never gathered.
/// </summary>
internal sealed class ServerAssociation : IReportingAssociation, IDisposable
{
    private readonly Stream stream;
    private readonly PduStream pdus;
    private readonly DicomServerOptions options;
    private readonly IReadOnlyDictionary<byte, NegotiatedContext> contexts;
    private readonly uint maxLengthOfPeer;
    private readonly Deadline deadline;
    private readonly MessageRouter router;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<bool>> reports = new();
    private readonly MemoryStream command = new();
    private NegotiatedContext? context;
    private IMessageInProgress? message;
    private int lastMessageId;
    private volatile bool isOver;

    public ServerAssociation(
        Stream stream, PduStream pdus, DicomServerOptions options, IDicomServerHandler handler, AssociationPeer peer,
        IReadOnlyDictionary<byte, NegotiatedContext> contexts, uint maxLengthOfPeer, Deadline deadline)
    {
        (this.stream, this.pdus, this.options, this.contexts, this.maxLengthOfPeer, this.deadline) = (stream, pdus, options, contexts, maxLengthOfPeer, deadline);
        router = new MessageRouter(options, handler, peer, this, () => Stored++);
    }

    /// <summary>Objects that were answered with success.</summary>
    public int Stored { get; private set; }

    private bool IsWithinMessage => message is not null || command.Length > 0;

    /// <summary>Serves the association to its end.</summary>
    public async Task<AssociationEnd> RunAsync()
    {
        while (true)
        {
            var frame = await pdus.ReadAsync(deadline.In(IsWithinMessage ? options.MessageTimeout : options.IdleTimeout));
            switch (frame.Type)
            {
                case PduType.Data:
                    await TakeAsync(frame.Body);
                    break;
                case PduType.ReleaseRequest when !IsWithinMessage:
                    await WriteAsync(PduWriter.ReleaseResponse());
                    return AssociationEnd.Released;
                case PduType.Abort:
                    return AssociationEnd.AbortedByPeer;
                case PduType.EndOfStream:
                    return AssociationEnd.ConnectionLost;
                default:
                    throw new PduViolationException(AbortReason.UnexpectedPdu, $"a PDU of type {(byte)frame.Type} {(IsWithinMessage ? "within a message" : "on an open association")}");
            }
        }
    }

    public async Task<bool> ReportAsync(CommitmentReport report, CancellationToken cancellationToken)
    {
        var target = contexts.Values.FirstOrDefault(candidate => candidate.SopClassUid == WellKnownUids.StorageCommitment);
        if (target is null)
        {
            return false;
        }

        var id = (ushort)Interlocked.Increment(ref lastMessageId);
        var answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        reports[id] = answered;
        try
        {
            await writing.WaitAsync(cancellationToken);
            try
            {
                if (isOver)
                {
                    return false;
                }

                await stream.WriteAsync(EventReport.Write(report, id, target, maxLengthOfPeer), cancellationToken);
            }
            finally
            {
                writing.Release();
            }

            return await answered.Task.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            reports.TryRemove(id, out _);
        }
    }

    public void Dispose()
    {
        isOver = true;
        message?.Dispose();
        command.Dispose();
        foreach (var report in reports.Values)
        {
            report.TrySetResult(false);
        }

        // The semaphore holds no handle of the system, and a report may still be about to release it.
    }

    /// <summary>The presentation data values of one P-DATA-TF.</summary>
    private async ValueTask TakeAsync(ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            var length = body.Length >= PduWriter.ValueHeaderLength ? BinaryPrimitives.ReadUInt32BigEndian(body.Span) : 0;
            if (length < 2 || length > body.Length - 4)
            {
                throw new PduViolationException(AbortReason.InvalidParameter, $"a presentation data value claims {length} bytes of {body.Length}");
            }

            var control = body.Span[5];
            await TakeValueAsync(body.Span[4], (control & 1) != 0, (control & 2) != 0, body.Slice(PduWriter.ValueHeaderLength, (int)length - 2));
            body = body[(4 + (int)length)..];
        }
    }

    private async ValueTask TakeValueAsync(byte contextId, bool isCommand, bool isLast, ReadOnlyMemory<byte> fragment)
    {
        if (!contexts.TryGetValue(contextId, out var found) || (IsWithinMessage && found != context) || isCommand != message is null)
        {
            throw new PduViolationException(AbortReason.InvalidParameter,
                $"a fragment of a {(isCommand ? "command" : "data set")} on presentation context {contextId}, where another one is expected");
        }

        context = found;
        if (message is not null)
        {
            message.Append(fragment.Span);
            if (isLast)
            {
                await AnswerAsync(message, found);
            }

            return;
        }

        if (command.Length + fragment.Length > CommandSet.MaxLength)
        {
            throw new PduViolationException(AbortReason.InvalidParameter, $"a command set of more than {CommandSet.MaxLength} bytes");
        }

        command.Write(fragment.Span);
        if (isLast)
        {
            await BeginAsync(found);
        }
    }

    private async ValueTask BeginAsync(NegotiatedContext found)
    {
        if (!CommandSet.TryRead(command.GetBuffer().AsSpan(0, (int)command.Length), out var read, out var problem))
        {
            throw new PduViolationException(AbortReason.InvalidParameter, problem);
        }

        command.SetLength(0);
        if (read.IsResponse)
        {
            Resolve(read);
            return;
        }

        if (read.Field == CommandField.CancelRequest)
        {
            return; // nothing here takes long enough to be cancelled, and no answer is due
        }

        message = router.Route(read, found);
        if (!read.HasDataSet)
        {
            await AnswerAsync(message, found);
        }
    }

    private void Resolve(CommandSet response)
    {
        if (response.HasDataSet)
        {
            throw new PduViolationException(AbortReason.UnexpectedParameter, "a response with a data set, where none is asked for");
        }

        if (response.Field == (CommandField.EventReportRequest | CommandField.ResponseBit) && reports.TryGetValue(response.RespondedTo, out var report))
        {
            report.TrySetResult(response.Status == DimseStatus.Success);
        }
    }

    /// <summary>The lock is held meanwhile: a report of a commitment does not overtake the answer to its request.</summary>
    private async ValueTask AnswerAsync(IMessageInProgress asked, NegotiatedContext found)
    {
        await writing.WaitAsync(deadline.In(options.MessageTimeout));
        try
        {
            var response = await asked.CompleteAsync(deadline.Token);
            asked.Dispose();
            message = null;
            await stream.WriteAsync(PduWriter.Data(found.Id, isCommand: true, response.Write(), maxLengthOfPeer), deadline.In(options.MessageTimeout));
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask WriteAsync(byte[] pdu)
    {
        await writing.WaitAsync(deadline.In(options.MessageTimeout));
        try
        {
            await stream.WriteAsync(pdu, deadline.Token);
        }
        finally
        {
            writing.Release();
        }
    }
}
