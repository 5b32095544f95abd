using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MedSsl.Audit.Syslog;

/// <summary>A connection to a collector. Syslog has no answers: all that is known of the other side is whether it has hung up, and with which alert of TLS.</summary>
internal sealed class SyslogConnection : IAsyncDisposable
{
    /// <summary>Until what the collector said before it hung up is read.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly TcpClient client;
    private readonly SslStream stream;
    private readonly SslClientAuthenticationOptions tls;
    private readonly TimeProvider time;
    private readonly long openedAt;
    private readonly Task ended;

    private SyslogConnection(TcpClient client, SslStream stream, SslClientAuthenticationOptions tls, TimeProvider time)
    {
        (this.client, this.stream, this.tls, this.time) = (client, stream, tls, time);
        openedAt = time.GetTimestamp();
        ended = ReadToEndAsync();
    }

    /// <summary>Whether the collector has hung up.</summary>
    public bool HasEnded => ended.IsCompleted;

    /// <exception cref="SocketException">The collector is not there.</exception>
    /// <exception cref="AuthenticationException">One side does not trust the other.</exception>
    public static async Task<SyslogConnection> OpenAsync(SyslogTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        SslStream? stream = null;
        SslClientAuthenticationOptions? tls = null;
        try
        {
            await client.ConnectAsync(target.Host, target.Port, cancellationToken);
            stream = new SslStream(client.GetStream());
            tls = target.Tls();
            await HandshakeAsync(stream, tls, cancellationToken);
            return new SyslogConnection(client, stream, tls, time);
        }
        catch
        {
            tls?.ClientCertificateContext?.TargetCertificate.Dispose();
            stream?.Dispose();
            client.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The connection broke, or the collector hung up; why, where it said so.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(frames, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        catch (IOException broken)
        {
            // A broken pipe says less than what the collector said before.
            await ended.WaitAsync(Moment, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw WhyEnded(broken);
        }
    }

    /// <summary>
    /// How it ended. With TLS 1.3 a collector looks at our certificate when the handshake is over on our side: that it does not take it shows only in that
    /// it hangs up, at best with an alert.
    /// </summary>
    /// <param name="broken">What went wrong on our side, if anything did.</param>
    public IOException WhyEnded(Exception? broken = null)
    {
        var problem = ended.Exception?.InnerException ?? broken;
        var how = problem is not null ? $"the connection broke: {Innermost(problem)}" : "the collector hung up";
        var lived = time.GetElapsedTime(openedAt).TotalSeconds;
        return new IOException(string.Create(CultureInfo.InvariantCulture, $"{how}, {lived:F1} s after the TLS handshake, in which {Shown(tls)}"), problem);
    }

    /// <summary>Says that nothing more comes and waits until the collector has hung up too, which it does when it has read everything.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stream.ShutdownAsync().WaitAsync(cancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            await ended.WaitAsync(cancellationToken);
            return ended.IsCompletedSuccessfully;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await stream.DisposeAsync();
        tls.ClientCertificateContext?.TargetCertificate.Dispose();
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task HandshakeAsync(SslStream stream, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        try
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            throw new AuthenticationException($"the TLS handshake failed: {Innermost(exception)}; {Shown(tls)}", exception);
        }
    }

    private static string Shown(SslClientAuthenticationOptions tls) => tls.ClientCertificateContext?.TargetCertificate is { } own
        ? string.Create(CultureInfo.InvariantCulture, $"we showed the certificate of {own.Subject}, issued by {own.Issuer}, valid until {own.NotAfter.ToUniversalTime():yyyy-MM-dd}")
        : "we showed no certificate";

    /// <summary>The layers above it only say that there is one below.</summary>
    private static string Innermost(Exception exception) => exception.GetBaseException().Message;

    private async Task ReadToEndAsync()
    {
        var nothing = new byte[256];
        while (await stream.ReadAsync(nothing) > 0)
        {
            // A collector has nothing to say.
        }
    }
}
