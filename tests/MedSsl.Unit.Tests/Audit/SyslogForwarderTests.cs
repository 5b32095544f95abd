using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MedSsl.Audit.Chain;
using MedSsl.Audit.Syslog;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Dicom.Network;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class SyslogForwarderTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_collector_that_dies_and_comes_back_gets_every_message_in_order()
    {
        var (certificate, key) = TestCertificates.Write(folder, "collector");
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        using var identity = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        await using var collector = new Collector(identity);
        using var writer = ChainWriter.Open(Path.Combine(folder, "audit"), ChainFormat.DeriveKey(new byte[32]), 4096, _ => { }, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var target = new SyslogTarget { Host = "127.0.0.1", Port = collector.Port, AuthorityFile = certificate };
        var running = new SyslogForwarder(target, Path.Combine(folder, "audit"), "gate", new Silent(), TimeProvider.System).RunAsync(stop.Token);

        writer.Append(Enumerable.Range(1, 20).Select(number => $"<a>{number}</a>"));
        await Eventually.TrueAsync(() => Task.FromResult(collector.Messages.Count == 20), "the first twenty messages");
        collector.HangUp();
        writer.Append([.. Enumerable.Range(21, 19).Select(number => $"<a>{number}</a>"), $"<a>{new string('\u00e9', 15_900)}</a>"]);
        await Eventually.TrueAsync(() => Task.FromResult(collector.Sequences().Distinct().Count() == 40), "all forty messages");
        await stop.CancelAsync();
        await running;

        // What came twice is what the first connection did not live long enough to confirm; nothing is missing and each connection is in order.
        Assert.Equal(Enumerable.Range(1, 40), collector.Sequences().Distinct().Order());
        Assert.Equal(41, SyslogForwarder.FirstNeeded(writer.Folder));
        Assert.StartsWith("<85>1 ", collector.Messages.First(), StringComparison.Ordinal);
        Assert.Contains($" gate medssl {writer.Chain} DICOM+RFC3881 [meta sequenceId=\"1\"] \uFEFF<a>1</a>", collector.Messages.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_collector_of_another_authority_gets_nothing()
    {
        var (certificate, key) = TestCertificates.Write(folder, "collector");
        var (other, _) = TestCertificates.Write(folder, "other");
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        using var identity = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        await using var collector = new Collector(identity);
        using var writer = ChainWriter.Open(Path.Combine(folder, "audit"), ChainFormat.DeriveKey(new byte[32]), 4096, _ => { }, TimeProvider.System);
        writer.Append(["<a/>"]);
        using var stop = new CancellationTokenSource();
        var observer = new Silent();
        var running = new SyslogForwarder(new SyslogTarget { Host = "127.0.0.1", Port = collector.Port, AuthorityFile = other }, Path.Combine(folder, "audit"), "gate", observer, TimeProvider.System).RunAsync(stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(observer.Problems > 0), "a refusal");
        await stop.CancelAsync();
        await running;
        Assert.Empty(collector.Messages);
        Assert.Equal(1, SyslogForwarder.FirstNeeded(writer.Folder));
    }

    private sealed class Silent : ISyslogObserver
    {
        public int Problems { get; private set; }

        public void Lost(Exception? exception, TimeSpan delay) => Problems++;

        public void Sent(int messages)
        {
        }

        public void Waiting(long bytes)
        {
        }
    }

    /// <summary>Takes counted frames over TLS, as RFC 5425 says.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 identity;
        private readonly Task accepting;
        private volatile TcpClient? current;

        public Collector(X509Certificate2 identity)
        {
            this.identity = identity;
            listener.Start();
            accepting = AcceptAsync();
        }

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
                    await stream.AuthenticateAsServerAsync(identity);
                    await ReadAsync(stream);
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
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
}
