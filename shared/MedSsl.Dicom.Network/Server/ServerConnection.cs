using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Pdus;

namespace MedSsl.Dicom.Network.Server;

/// <summary>One connection from its first byte to its last: TLS, negotiation, the association, and an end that the peer can understand.</summary>
internal sealed class ServerConnection(
    Socket socket, DicomServerOptions options, IDicomServerHandler handler, AssociationLimits limits, TimeProvider time, CancellationToken stopping)
    : IAsyncDisposable
{
    /// <summary>For the last words, and for the peer to hang up after them; ARTIM would allow more, but a peer that does not listen is not owed it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly IPAddress address = AddressOf(socket);
    private Stream? stream;
    private AssociationPeer? peer;
    private int stored;
    private bool isHandshaking;
    private bool isAssociated;

    public async Task RunAsync()
    {
        using var deadline = new Deadline(time, stopping);
        AssociationSummary summary;
        try
        {
            summary = await ServeAsync(deadline);
        }
        catch (PduViolationException violation)
        {
            await SayAsync(PduWriter.Abort(violation.Reason));
            summary = Summary(AssociationEnd.ProtocolViolation, violation.Message);
        }
        catch (OperationCanceledException)
        {
            await SayAsync(PduWriter.Abort(AbortReason.NotSpecified));
            summary = deadline.HasPassed ? Summary(AssociationEnd.TimedOut, peer is null ? "no association was asked for in time" : "nothing came for too long") : Summary(AssociationEnd.Stopped, null);
        }
        catch (AuthenticationException exception)
        {
            summary = Summary(AssociationEnd.TlsFailed, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            summary = Summary(isHandshaking ? AssociationEnd.TlsFailed : AssociationEnd.ConnectionLost, exception.Message);
        }
        catch (Exception exception)
        {
            // The edge of this connection: the others go on.
            await SayAsync(PduWriter.Abort(AbortReason.NotSpecified));
            summary = Summary(AssociationEnd.Failed, exception.Message) with { Fault = exception };
        }

        handler.Ended(summary);
    }

    /// <summary>
    /// Ends our direction and waits for the peer to end its own: a socket that is closed while bytes of the peer are unread resets the connection, and
    /// the peer would never see our last words.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Farewell, time);
            if (stream is SslStream secure && !isHandshaking)
            {
                await secure.ShutdownAsync().WaitAsync(limit.Token);
            }

            socket.Shutdown(SocketShutdown.Send);
            if (isHandshaking || stream is null)
            {
                limit.CancelAfter(TimeSpan.Zero); // nothing was said that could be missed
            }

            var rest = new byte[4096];
            while (await socket.ReceiveAsync(rest, limit.Token) > 0)
            {
                // What was still on its way is of no use any more.
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // It is closed already.
        }

        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        socket.Dispose();
    }

    private static IPAddress AddressOf(Socket socket)
    {
        var address = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private AssociationSummary Summary(AssociationEnd end, string? detail) => new(address, peer, end, detail, stored, isAssociated);

    private async Task<AssociationSummary> ServeAsync(Deadline deadline)
    {
        var patience = deadline.In(options.AssociationTimeout);
        await OpenAsync(patience);
        var pdus = new PduStream(stream!, options.MaxPduLength);
        var frame = await pdus.ReadAsync(patience);
        if (frame.Type == PduType.EndOfStream)
        {
            return Summary(AssociationEnd.NoRequest, null);
        }

        if (frame.Type != PduType.AssociateRequest)
        {
            throw new PduViolationException(AbortReason.UnexpectedPdu, $"expected an association request, found a PDU of type {(byte)frame.Type}");
        }

        if (!AssociateCodec.TryReadRequest(frame.Body.Span, out var request, out var problem))
        {
            throw new PduViolationException(AbortReason.InvalidParameter, $"the association request cannot be read: {problem}");
        }

        peer = new AssociationPeer(
            request.CallingAeTitle, request.CalledAeTitle, address, (stream as SslStream)?.RemoteCertificate?.Subject, request.ImplementationVersionName);
        var rejection = Negotiation.Check(request) ?? handler.Admit(peer);
        using var place = rejection is null ? limits.TryEnter(address) : null;
        if (place is null)
        {
            rejection ??= AssociateRejection.LocalLimit;
            await SayAsync(PduWriter.Reject(rejection));
            return Summary(AssociationEnd.Rejected, rejection.ToString()) with { Rejection = rejection };
        }

        return await AssociateAsync(request, pdus, deadline);
    }

    private async Task<AssociationSummary> AssociateAsync(AssociateRequest request, PduStream pdus, Deadline deadline)
    {
        var accept = Negotiation.Accept(request, new AcceptorSettings(options.MaxPduLength, options.AcceptUnknownSopClasses, options.OffersCommitment));
        await stream!.WriteAsync(PduWriter.Accept(accept), deadline.In(options.MessageTimeout));
        isAssociated = true;
        handler.Began(peer!);
        using var association = new ServerAssociation(
            stream, pdus, options, handler, peer!, Negotiation.Agreed(request.Contexts, accept.Contexts), request.MaxPduLength, deadline);
        try
        {
            var end = await association.RunAsync();
            return Summary(end, end == AssociationEnd.ConnectionLost ? "the peer closed the connection without a release" : null) with { Objects = association.Stored };
        }
        finally
        {
            stored = association.Stored;
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        stream = new QuickAckStream(socket);
        if (options.Tls is { } tls)
        {
            isHandshaking = true;
            var secure = new SslStream(stream, leaveInnerStreamOpen: false);
            stream = secure;
            await secure.AuthenticateAsServerAsync(tls(), cancellationToken);
            isHandshaking = false;
        }
    }

    /// <summary>Last words; a peer that is gone does not hear them.</summary>
    private async Task SayAsync(byte[] pdu)
    {
        if (stream is null || isHandshaking)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(Farewell, time);
            await stream.WriteAsync(pdu, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Nobody is there.
        }
    }
}
