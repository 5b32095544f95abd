using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using MedSsl.Audit.Chain;
using MedSsl.Audit.Messages;
using MedSsl.Audit.Syslog;
using MedSsl.Ingestion.Audit;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.Audit;

/// <summary>The audit trail at a real collector.</summary>
public sealed class RsyslogTests(RsyslogServer server) : IClassFixture<RsyslogServer>, IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly Observer observer = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Kill_in_the_middle_and_restart_lose_no_message()
    {
        var options = await server.OptionsAsync();
        using var writer = Open();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(options, stop.Token);
        var before = server.Taken().Count;

        // Messages are written, and forwarded, before, while and after the collector dies.
        using var enough = new CancellationTokenSource();
        var writing = WriteUntilAsync(writer, enough.Token);
        await Eventually.TrueAsync(() => Task.FromResult(server.Taken().Count >= before + 100), "the first messages");
        await server.PauseAsync();
        var taken = server.Taken().Count - before;
        await Eventually.TrueAsync(() => Task.FromResult(observer.Messages > taken + 100), "messages that were sent and not taken");
        await server.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!observer.Problems.IsEmpty), "that the collector is found to be away");
        await enough.CancelAsync();
        var written = await writing;
        Assert.InRange(Numbers().Count, 100, written - 1);

        await server.StartAgainAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Numbers().Count == written), "every message", TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await running;
        Assert.Equal(Enumerable.Range(1, written).Select(number => (long)number), Numbers());
        Assert.All(server.Taken().Skip(before), taken => Assert.Equal($"2.25.{taken.Sequence}", StudyOf(taken.Message)));
        Assert.Equal(written + 1, SyslogForwarder.FirstNeeded(writer.Folder));
        TestContext.Current.SendDiagnosticMessage($"{written} messages, of which {server.Taken().Count - before - written} came twice");

        SortedSet<long> Numbers() => [.. server.Taken().Skip(before).Select(taken => taken.Sequence)];
    }

    [Theory]
    [InlineData(false, "we showed no certificate", "peer did not provide a certificate")]
    [InlineData(true, "we showed the certificate of CN=stranger, issued by CN=stranger", "not permitted to talk to peer")]
    public async Task Collector_that_asks_for_a_certificate_takes_nothing_without_the_right_one(bool hasCertificate, string told, string logged)
    {
        var options = await server.OptionsAsync();
        var before = server.Taken().Count;
        (options.SyslogCertificateFile, options.SyslogKeyFile) = hasCertificate ? TestCertificates.Write(folder, "stranger") : ("", "");
        using var writer = Open();
        writer.Append([Message(1, 1)]);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(options, stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(!observer.Problems.IsEmpty), "a refusal");
        await stop.CancelAsync();
        await running;

        Assert.Contains(told, observer.Problems.First().Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(server.Log().Contains(logged, StringComparison.Ordinal)), $"\"{logged}\" in the log of the collector");
        Assert.Equal(before, server.Taken().Count);
        Assert.Equal(1, SyslogForwarder.FirstNeeded(writer.Folder));
    }

    /// <summary>Writes, 20 at a time, as a busy gate does, one of the largest size among them; how many.</summary>
    private static async Task<int> WriteUntilAsync(ChainWriter writer, CancellationToken enough)
    {
        var written = 0;
        while (!enough.IsCancellationRequested)
        {
            writer.Append(Enumerable.Range(written + 1, 20).Select(number => Message(number, number % 20 == 0 ? AuditXml.MaxSopClasses : 1)));
            written += 20;
            await Task.Delay(5, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return written;
    }

    private static string Message(int number, int sopClasses)
    {
        var study = new StudyContent
        {
            StudyUid = string.Create(CultureInfo.InvariantCulture, $"2.25.{number}"), PatientId = "P1", IsDeIdentified = true, Dataset = "lung",
            SopClasses = [.. Enumerable.Range(1, sopClasses).Select(@class => new SopClassCount($"1.2.840.10008.5.1.4.1.1.{@class}", 1))],
        };
        var transfer = AuditEvents.InstancesTransferred(new NetworkNode("CT1", "10.1.2.3"), new AuditProcess("medssl-ingestion/7", "medssl", "gate"), "LUNG", study, null, DateTimeOffset.UnixEpoch);
        return AuditXml.Write(transfer, new AuditSource("gate"));
    }

    private static string StudyOf(string message) => XElement.Parse(message).Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value;

    private ChainWriter Open() => ChainWriter.Open(Path.Combine(folder, "audit"), ChainFormat.DeriveKey(new byte[32]), 1 << 20, _ => { }, TimeProvider.System);

    private Task RunAsync(AuditOptions options, CancellationToken stop) =>
        new SyslogForwarder(options.Target!, Path.Combine(folder, "audit"), "gate", observer, TimeProvider.System).RunAsync(stop);

    private sealed class Observer : ISyslogObserver
    {
        public ConcurrentQueue<Exception> Problems { get; } = [];

        public int Messages { get; private set; }

        public void Lost(Exception exception, TimeSpan delay) => Problems.Enqueue(exception);

        public void Sent(int messages) => Messages += messages;

        public void Waiting(long bytes)
        {
        }
    }
}
