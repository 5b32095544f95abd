using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;

namespace MedSsl.Dicom.Network.Client;

/// <summary>An association that we asked for: C-ECHO, C-STORE and the report of a storage commitment, one message at a time.</summary>
public sealed class DicomClient : IAsyncDisposable
{
    private readonly DicomClientOptions options;
    private readonly Socket socket;
    private readonly Stream stream;
    private readonly PduStream pdus;
    private readonly IReadOnlyDictionary<byte, NegotiatedContext> contexts;
    private readonly uint maxLengthOfPeer;
    private readonly byte[] buffer = new byte[256 << 10];
    private readonly MessageReader messages;
    private ushort lastMessageId;

    private DicomClient(DicomClientOptions options, Socket socket, Stream stream, PduStream pdus, IReadOnlyDictionary<byte, NegotiatedContext> contexts, uint maxLengthOfPeer)
    {
        (this.options, this.socket, this.stream, this.pdus, this.contexts, this.maxLengthOfPeer) = (options, socket, stream, pdus, contexts, maxLengthOfPeer);
        messages = new MessageReader(pdus, Name(options));
    }

    /// <summary>Connects and asks for an association.</summary>
    /// <param name="options">Whom to call.</param>
    /// <param name="proposed">What to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DicomClientException">Nobody answers, or the answer is no.</exception>
    public static async Task<DicomClient> ConnectAsync(DicomClientOptions options, IReadOnlyList<ProposedContext> proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(proposed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(proposed.Count, ProposedContext.MaxCount);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            return await TryAsync(options, async limit =>
            {
                await socket.ConnectAsync(options.Host, options.Port, limit.Token);
                Stream stream = new Server.QuickAckStream(socket);
                if (options.Tls is { } tls)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsClientAsync(tls, limit.Token);
                    stream = secure;
                }

                return await AssociateAsync(options, proposed, socket, stream, limit.Token);
            }, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the peer takes objects of this class in this transfer syntax.</summary>
    /// <param name="sopClassUid">SOP class.</param>
    /// <param name="transferSyntaxUid">Transfer syntax.</param>
    public bool Accepts(string sopClassUid, string transferSyntaxUid) => Find(sopClassUid, transferSyntaxUid) is not null;

    /// <summary>C-ECHO; the status.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ushort> EchoAsync(CancellationToken cancellationToken) => TryAsync(options, async limit =>
    {
        var context = Find(WellKnownUids.Verification, null) ?? throw new DicomClientException($"{Name(options)} does not offer verification (C-ECHO)");
        var command = Request(CommandField.EchoRequest, WellKnownUids.Verification, hasDataSet: false);
        await stream.WriteAsync(PduWriter.Data(context.Id, isCommand: true, command.Write(), maxLengthOfPeer), limit.Token);
        return (await messages.ReadResponseAsync(lastMessageId, limit.Token)).Status;
    }, cancellationToken);

    /// <summary>C-STORE of one object whose data set is sent as it is.</summary>
    /// <param name="meta">Class, instance and encoding.</param>
    /// <param name="dataset">The bytes of the data set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StoreResult> StoreAsync(FileMeta meta, Stream dataset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(dataset);
        var context = Find(meta.SopClassUid, meta.TransferSyntaxUid)
            ?? throw new DicomClientException($"{Name(options)} does not take {StorageSopClasses.NameOf(meta.SopClassUid)} in {TransferSyntaxes.NameOf(meta.TransferSyntaxUid)}");
        var command = Request(CommandField.StoreRequest, meta.SopClassUid, hasDataSet: true)
            .Set(CommandElement.Priority, 0)
            .SetUid(CommandElement.AffectedSopInstanceUid, meta.SopInstanceUid);
        return await TryAsync(options, async limit =>
        {
            await stream.WriteAsync(PduWriter.Data(context.Id, isCommand: true, command.Write(), maxLengthOfPeer), limit.Token);
            await SendAsync(context.Id, dataset, limit);
            var response = await messages.ReadResponseAsync(lastMessageId, limit.Token);
            return new StoreResult(response.Status, response.Text(CommandElement.ErrorComment));
        }, cancellationToken);
    }

    /// <summary>Asks for storage commitment (N-ACTION); the status of the answer.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ushort> RequestCommitmentAsync(CommitmentRequest request, CancellationToken cancellationToken) => TryAsync(options, async limit =>
    {
        var context = Commitment();
        var command = new CommandSet()
            .SetUid(CommandElement.RequestedSopClassUid, WellKnownUids.StorageCommitment)
            .Set(CommandElement.Field, CommandField.ActionRequest).Set(CommandElement.MessageId, ++lastMessageId).SetHasDataSet(true)
            .SetUid(CommandElement.RequestedSopInstanceUid, WellKnownUids.StorageCommitmentInstance)
            .Set(CommandElement.ActionTypeId, CommitmentDataset.RequestAction);
        await stream.WriteAsync(PduWriter.Data(context.Id, isCommand: true, command.Write(), maxLengthOfPeer), limit.Token);
        await stream.WriteAsync(
            PduWriter.Data(context.Id, isCommand: false, CommitmentDataset.WriteRequest(request, context.TransferSyntaxUid != TransferSyntaxes.ImplicitVrLittleEndian), maxLengthOfPeer), limit.Token);
        return (await messages.ReadResponseAsync(lastMessageId, limit.Token)).Status;
    }, cancellationToken);

    /// <summary>Waits for the peer's N-EVENT-REPORT on this association and answers it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CommitmentReport> ReadReportAsync(CancellationToken cancellationToken) => TryAsync(options, async limit =>
    {
        var (command, dataset, contextId) = await messages.ReadMessageAsync(limit.Token);
        if (command.Field != CommandField.EventReportRequest || !CommitmentDataset.TryReadReport(dataset, contexts[contextId].TransferSyntaxUid, out var report))
        {
            throw new DicomClientException($"{Name(options)} sent a message {command.Field:X4}, where a report of a storage commitment was expected");
        }

        var response = new CommandSet()
            .SetUid(CommandElement.AffectedSopClassUid, WellKnownUids.StorageCommitment)
            .Set(CommandElement.Field, CommandField.EventReportRequest | CommandField.ResponseBit).Set(CommandElement.MessageIdRespondedTo, command.MessageId)
            .SetHasDataSet(false).Set(CommandElement.Status, DimseStatus.Success);
        await stream.WriteAsync(PduWriter.Data(contextId, isCommand: true, response.Write(), maxLengthOfPeer), limit.Token);
        return report;
    }, cancellationToken);

    /// <summary>Reports a commitment as the provider that it was asked from (N-EVENT-REPORT on an association of our own); the status.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ushort> ReportCommitmentAsync(CommitmentReport report, CancellationToken cancellationToken) => TryAsync(options, async limit =>
    {
        await stream.WriteAsync(EventReport.Write(report, ++lastMessageId, Commitment(), maxLengthOfPeer), limit.Token);
        return (await messages.ReadResponseAsync(lastMessageId, limit.Token)).Status;
    }, cancellationToken);

    /// <summary>Ends the association in order.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ReleaseAsync(CancellationToken cancellationToken) => TryAsync(options, async limit =>
    {
        await stream.WriteAsync(PduWriter.ReleaseRequest(), limit.Token);
        while ((await pdus.ReadAsync(limit.Token)).Type is not (PduType.ReleaseResponse or PduType.EndOfStream or PduType.Abort))
        {
            // What the peer still had to say is of no use any more.
        }

        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
    }

    private static string Name(DicomClientOptions options) => $"{options.CalledAeTitle}@{options.Host}:{options.Port}";

    private static async Task<DicomClient> AssociateAsync(DicomClientOptions options, IReadOnlyList<ProposedContext> proposed, Socket socket, Stream stream, CancellationToken token)
    {
        var request = new AssociateRequest
        {
            CalledAeTitle = options.CalledAeTitle,
            CallingAeTitle = options.CallingAeTitle,
            Contexts = [.. proposed.Select((context, index) => new OfferedContext((byte)((2 * index) + 1), context.SopClassUid, [context.TransferSyntaxUid]))],
            MaxPduLength = (uint)options.MaxPduLength,
            ImplementationClassUid = WellKnownUids.ImplementationClass,
            ImplementationVersionName = WellKnownUids.ImplementationVersion,
            // Reporting is the provider's part, and we are the one who called (PS3.4 annex J.3.3, PS3.7 annex D.3.3.4).
            Roles = proposed.Contains(ProposedContext.StorageCommitment) ? [new RoleSelection(WellKnownUids.StorageCommitment, RequestorIsUser: true, RequestorIsProvider: true)] : [],
        };
        await stream.WriteAsync(PduWriter.Request(request), token);
        var pdus = new PduStream(stream, options.MaxPduLength);
        var frame = await pdus.ReadAsync(token);
        var problem = "";
        return frame.Type switch
        {
            PduType.AssociateAccept when AssociateCodec.TryReadAccept(frame.Body.Span, out var accept, out problem) =>
                new DicomClient(options, socket, stream, pdus, Negotiation.Agreed(request.Contexts, accept.Contexts), accept.MaxPduLength),
            PduType.AssociateReject => throw new DicomClientException($"{Name(options)} refused the association: {Meaning(frame.Body.Span)}"),
            PduType.Abort => throw new DicomClientException($"{Name(options)} aborted the association request"),
            PduType.EndOfStream => throw new DicomClientException($"{Name(options)} closed the connection without an answer: is it a DICOM port, and does it expect TLS?"),
            _ => throw new DicomClientException($"{Name(options)} answered with something that is no answer to an association request (PDU type {(byte)frame.Type}). {problem}"),
        };
    }

    private static string Meaning(ReadOnlySpan<byte> rejection)
    {
        var (result, source, reason) = (rejection[1], rejection[2], rejection[3]);
        var meaning = AssociateRejection.All.FirstOrDefault(known => known.Result == result && known.Source == source && known.Reason == reason)?.Meaning ?? "no reason that is known here";
        return $"{meaning} (result {result}, source {source}, reason {reason}; {(result == 2 ? "it may be tried again later" : "trying again will not help")})";
    }

    /// <summary>Failures of the network in the words of this class; a wait that is too long is one.</summary>
    private static async Task<T> TryAsync<T>(DicomClientOptions options, Func<CancellationTokenSource, Task<T>> action, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            return await action(limit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DicomClientException($"{Name(options)} did not answer within {options.Timeout.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is SocketException or AuthenticationException or IOException and not DicomClientException)
        {
            throw new DicomClientException($"{Name(options)}: {exception.Message}", exception);
        }
    }

    private NegotiatedContext? Find(string sopClassUid, string? transferSyntaxUid) =>
        contexts.Values.FirstOrDefault(context => context.SopClassUid == sopClassUid && (transferSyntaxUid is null || context.TransferSyntaxUid == transferSyntaxUid));

    private NegotiatedContext Commitment() =>
        Find(WellKnownUids.StorageCommitment, null) ?? throw new DicomClientException($"{Name(options)} does not take part in storage commitment");

    private CommandSet Request(ushort field, string sopClassUid, bool hasDataSet) => new CommandSet()
        .SetUid(CommandElement.AffectedSopClassUid, sopClassUid).Set(CommandElement.Field, field).Set(CommandElement.MessageId, ++lastMessageId).SetHasDataSet(hasDataSet);

    /// <summary>The data set in P-DATA-TF units as long as the peer takes them, read one piece ahead to know the last one.</summary>
    private async Task SendAsync(byte contextId, Stream dataset, CancellationTokenSource limit)
    {
        const int Headers = PduStream.HeaderLength + PduWriter.ValueHeaderLength;
        var chunk = PduWriter.ChunkLength(maxLengthOfPeer, (buffer.Length / 2) - Headers);
        var (current, next) = (buffer.AsMemory(0, Headers + chunk), buffer.AsMemory(buffer.Length / 2, Headers + chunk));
        var length = await dataset.ReadAtLeastAsync(current[Headers..], chunk, throwOnEndOfStream: false, limit.Token);
        while (true)
        {
            var following = length < chunk ? 0 : await dataset.ReadAtLeastAsync(next[Headers..], chunk, throwOnEndOfStream: false, limit.Token);
            PduWriter.DataHeader(current.Span, contextId, isCommand: false, isLast: following == 0, length);
            await stream.WriteAsync(current[..(Headers + length)], limit.Token);
            limit.CancelAfter(options.Timeout);
            if (following == 0)
            {
                return;
            }

            (current, next, length) = (next, current, following);
        }
    }
}
