using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MedSsl.Audit.Syslog;

/// <summary>A connection to a collector. Syslog has no answers: all that is known of the other side is whether it has hung up.</summary>
internal sealed class SyslogConnection : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly SslStream stream;
    private readonly X509Certificate2? own;
    private readonly Task ended;

    private SyslogConnection(TcpClient client, SslStream stream, X509Certificate2? own)
    {
        (this.client, this.stream, this.own) = (client, stream, own);
        ended = ReadToEndAsync();
    }

    /// <summary>Whether the collector has hung up.</summary>
    public bool HasEnded => ended.IsCompleted;

    public static async Task<SyslogConnection> OpenAsync(SyslogTarget target, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        SslStream? stream = null;
        X509Certificate2? own = null;
        try
        {
            await client.ConnectAsync(target.Host, target.Port, cancellationToken);
            stream = new SslStream(client.GetStream());
            own = target.CertificateFile.Length > 0 ? ReadCertificate(target) : null;
            await stream.AuthenticateAsClientAsync(Options(target, own), cancellationToken);
            return new SyslogConnection(client, stream, own);
        }
        catch
        {
            own?.Dispose();
            stream?.Dispose();
            client.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(frames, cancellationToken);
        await stream.FlushAsync(cancellationToken);
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
        own?.Dispose();
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static SslClientAuthenticationOptions Options(SyslogTarget target, X509Certificate2? own)
    {
        X509ChainPolicy? policy = null;
        if (target.AuthorityFile.Length > 0)
        {
            policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(target.AuthorityFile);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = target.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ClientCertificates = own is null ? null : [own],
        };
    }

    /// <summary>Through PKCS #12: some systems cannot use a key that was only ever in memory.</summary>
    private static X509Certificate2 ReadCertificate(SyslogTarget target)
    {
        using var read = X509Certificate2.CreateFromPemFile(target.CertificateFile, target.KeyFile.Length > 0 ? target.KeyFile : null);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task ReadToEndAsync()
    {
        var nothing = new byte[256];
        while (await stream.ReadAsync(nothing) > 0)
        {
            // A collector has nothing to say.
        }
    }
}
