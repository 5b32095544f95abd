using System.Collections.Concurrent;
using System.Security.Authentication;
using MedSsl.Audit.Chain;
using MedSsl.Audit.Syslog;
using MedSsl.Ingestion.Audit;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class SyslogForwarderTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly Observer observer = new();

    private string Trail => Path.Combine(folder, "audit");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_collector_that_dies_and_comes_back_gets_every_message_in_order()
    {
        await using var collector = new Collector(folder);
        using var writer = Open();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(To(collector), stop.Token);

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
        var (other, _) = TestCertificates.Write(folder, "other");
        await using var collector = new Collector(folder);
        Assert.Contains("The remote certificate is invalid", await ProblemOfAsync(collector, To(collector, authority: other)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task RunAsync_collector_that_asks_for_a_certificate_is_shown_ours(SslProtocols protocols)
    {
        var (certificate, key) = TestCertificates.Write(folder, "gate");
        await using var collector = new Collector(folder, certificate, protocols);
        using var writer = Open();
        writer.Append(["<a/>"]);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(To(collector, null, certificate, key), stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(collector.Messages.Count == 1), "the message");
        await stop.CancelAsync();
        await running;
        Assert.Equal("CN=gate", collector.ClientSubject);
        Assert.Empty(observer.Problems);
    }

    /// <summary>With TLS 1.3 the handshake is over for us before the collector has looked at our certificate.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task RunAsync_collector_that_wants_another_certificate_is_told_of_with_the_one_that_it_got(SslProtocols protocols, bool hasCertificate)
    {
        var (authority, _) = TestCertificates.Write(folder, "gate");
        var (stranger, strangerKey) = TestCertificates.Write(folder, "stranger");
        await using var collector = new Collector(folder, authority, protocols);
        var problem = await ProblemOfAsync(collector, hasCertificate ? To(collector, null, stranger, strangerKey) : To(collector));
        Assert.Contains(hasCertificate ? "we showed the certificate of CN=stranger, issued by CN=stranger, valid until 2100-01-01" : "we showed no certificate", problem, StringComparison.Ordinal);
        Assert.Contains("handshake", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_certificate_with_the_key_of_another_is_named()
    {
        var (certificate, _) = TestCertificates.Write(folder, "gate");
        var (_, other) = TestCertificates.Write(folder, "other");
        await using var collector = new Collector(folder);
        Assert.StartsWith($"{certificate}: ", await ProblemOfAsync(collector, To(collector, null, certificate, other)), StringComparison.Ordinal);
    }

    private static SyslogTarget To(Collector collector, string? authority = null, string certificate = "", string key = "") => new AuditOptions
    {
        Syslog = $"127.0.0.1:{collector.Port}", SyslogAuthorityFile = authority ?? collector.Certificate, SyslogCertificateFile = certificate, SyslogKeyFile = key,
    }.Target!;

    private ChainWriter Open() => ChainWriter.Open(Trail, ChainFormat.DeriveKey(new byte[32]), 4096, _ => { }, TimeProvider.System);

    private Task RunAsync(SyslogTarget target, CancellationToken stop) =>
        new SyslogForwarder(target, Trail, "gate", observer, TimeProvider.System).RunAsync(stop);

    /// <summary>What is told about a collector that gets nothing.</summary>
    private async Task<string> ProblemOfAsync(Collector collector, SyslogTarget target)
    {
        using var writer = Open();
        writer.Append(["<a/>"]);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(target, stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(!observer.Problems.IsEmpty), "a refusal");
        await stop.CancelAsync();
        await running;
        Assert.Empty(collector.Messages);
        Assert.Equal(1, SyslogForwarder.FirstNeeded(writer.Folder));
        return observer.Problems.First().Message;
    }

    private sealed class Observer : ISyslogObserver
    {
        public ConcurrentQueue<Exception> Problems { get; } = [];

        public void Lost(Exception exception, TimeSpan delay) => Problems.Enqueue(exception);

        public void Sent(int messages)
        {
        }

        public void Waiting(long bytes)
        {
        }
    }
}
