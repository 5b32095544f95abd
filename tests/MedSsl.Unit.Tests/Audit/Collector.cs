using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MedSsl.Dicom.Network;
using MedSsl.Testing;

namespace MedSsl.Unit.Tests.Audit;

/// <summary>Takes counted frames over TLS, as RFC 5425 says.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions tls;
    private readonly Task accepting;
    private volatile TcpClient? current;

    /// <param name="folder">Folder of its certificate, which it makes.</param>
    /// <param name="clientAuthority">Certificates (PEM) that must have signed those of clients; null where it asks for none.</param>
    /// <param name="protocols">Versions of TLS; the system's choice where none is given.</param>
    public Collector(string folder, string? clientAuthority = null, SslProtocols protocols = SslProtocols.None)
    {
        (Certificate, var key) = TestCertificates.Write(folder, "collector");
        tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = TlsCertificate.ReadPem(Certificate, key),
            EnabledSslProtocols = protocols,
            ClientCertificateRequired = clientAuthority is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = clientAuthority is null ? null : TlsAuthorities.ReadPem(clientAuthority),
        };
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>File of its certificate.</summary>
    public string Certificate { get; }

    /// <summary>Whom the last client showed itself as; null where it showed nothing.</summary>
    public string? ClientSubject { get; private set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Messages { get; } = [];

    public IEnumerable<int> Sequences() => Messages.Select(message => int.Parse(message.Split("sequenceId=\"")[1].Split('"')[0], CultureInfo.InvariantCulture));

    public void HangUp() => current?.Client.Close(0);

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        current?.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                current = await listener.AcceptTcpClientAsync();
                using var stream = new SslStream(current.GetStream());
                await stream.AuthenticateAsServerAsync(tls);
                ClientSubject = stream.RemoteCertificate?.Subject;
                await ReadAsync(stream);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // the next connection
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                if (!listener.Server.IsBound)
                {
                    return;
                }
            }
        }
    }

    private async Task ReadAsync(SslStream stream)
    {
        var one = new byte[1];
        var length = "";
        while (await stream.ReadAsync(one) > 0)
        {
            if (one[0] != ' ')
            {
                length += (char)one[0];
                continue;
            }

            var message = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(message);
            Messages.Enqueue(Encoding.UTF8.GetString(message));
            length = "";
        }
    }
}
