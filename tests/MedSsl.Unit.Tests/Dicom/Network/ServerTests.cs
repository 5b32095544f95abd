using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Pdus;
using MedSsl.Dicom.Network.Server;
using MedSsl.Imaging.Randomness;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>Many connections at once, good and bad.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Rejection_is_told_in_words_and_the_connection_ends()
    {
        await using var server = new TestServer();
        foreach (var rejection in AssociateRejection.All)
        {
            server.Handler.Rejection = rejection;
            var refused = await Assert.ThrowsAsync<DicomClientException>(() => server.ConnectAsync(ProposedContext.Verification));
            Assert.Contains(rejection.Meaning, refused.Message, StringComparison.Ordinal);
            Assert.Contains(rejection.Result == 2 ? "may be tried again" : "will not help", refused.Message, StringComparison.Ordinal);
            using var peer = new RawPeer(server.Port);
            await peer.SendAsync(PduWriter.Request(RawPeer.Request(WellKnownUids.Verification)));
            Assert.Equal(PduType.AssociateReject, (await peer.ReadAsync()).Type);
            Assert.Equal(PduType.EndOfStream, (await peer.ReadAsync()).Type);
        }

        Assert.Equal(0, server.Handler.Associations);
    }

    [Fact]
    public async Task Limit_of_associations_is_a_transient_rejection_and_a_place_is_free_again_after_a_release()
    {
        await using var server = new TestServer(TestServer.Defaults with { MaxAssociationsPerSource = 2 });
        await using var first = await server.ConnectAsync(ProposedContext.Verification);
        await using var second = await server.ConnectAsync(ProposedContext.Verification);
        var refused = await Assert.ThrowsAsync<DicomClientException>(() => server.ConnectAsync(ProposedContext.Verification));
        Assert.Contains("result 2, source 3, reason 2", refused.Message, StringComparison.Ordinal);
        await first.ReleaseAsync(TestContext.Current.CancellationToken);
        await using var third = await Eventually.NotNullAsync(async () =>
        {
            try
            {
                return await server.ConnectAsync(ProposedContext.Verification);
            }
            catch (DicomClientException)
            {
                return null;
            }
        }, "a free place");
        Assert.Equal(DimseStatus.Success, await third.EchoAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Idle_associations_garbage_and_unfinished_requests_disturb_nobody()
    {
        await using var server = new TestServer(TestServer.Defaults with { MaxAssociationsPerSource = 100 });
        var others = new List<IDisposable>();
        for (var i = 0; i < 25; i++)
        {
            others.Add(await RawPeer.AssociatedAsync(server.Port, SopClasses.ComputedTomography));
            var unfinished = new RawPeer(server.Port);
            await unfinished.SendAsync(PduWriter.Request(RawPeer.Request(SopClasses.ComputedTomography))[..50]);
            others.Add(unfinished);
            others.Add(new RawPeer(server.Port));
        }

        using (var http = new TcpClient("127.0.0.1", server.Port))
        {
            await http.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), TestContext.Current.CancellationToken);
            var answer = new byte[100];
            var length = await http.GetStream().ReadAtLeastAsync(answer, 10, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
            Assert.Equal(PduWriter.Abort(AbortReason.UnrecognizedPdu), answer[..length]);
        }

        await using var client = await server.ConnectAsync(ProposedContext.Verification, new ProposedContext(SopClasses.ComputedTomography, TransferSyntaxes.ExplicitVrLittleEndian));
        Assert.Equal(DimseStatus.Success, await client.EchoAsync(TestContext.Current.CancellationToken));
        Assert.True((await StoreAsync(client, instance: 1)).IsStored);
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public async Task Changed_bytes_of_a_session_end_it_at_worst_and_never_as_a_fault_of_ours()
    {
        await using var server = new TestServer(TestServer.Defaults with { MaxAssociationsPerSource = 1000, MaxAssociations = 1000 });
        var (meta, dataset) = Ingestion.Network.Sending.Split(TestStudies.Dicom());
        byte[] session =
        [
            .. PduWriter.Request(RawPeer.Request(meta.SopClassUid)), .. PduWriter.Data(1, isCommand: true, RawPeer.Store(meta.SopClassUid, meta.SopInstanceUid).Write(), 16384),
            .. PduWriter.Data(1, isCommand: false, dataset, 16384), .. PduWriter.ReleaseRequest(),
        ];
        var random = new SeededRandom(3);
        var peers = new List<TcpClient>();
        const int Sessions = 400;
        for (var i = 0; i < Sessions; i++)
        {
            var changed = session.ToArray();
            for (var change = 0; change <= i % 4; change++)
            {
                // Mostly where the protocol is; the rest is pixels.
                changed[random.Next(change == 3 ? changed.Length : 600)] = (byte)random.Next(256);
            }

            var peer = new TcpClient("127.0.0.1", server.Port);
            peers.Add(peer);
            await peer.GetStream().WriteAsync(i % 5 == 0 ? changed.AsMemory(0, random.Next(changed.Length)) : changed, TestContext.Current.CancellationToken);
            peer.Client.Shutdown(SocketShutdown.Send);
        }

        await Eventually.TrueAsync(() => Task.FromResult(server.Handler.Summaries.Count == Sessions), "the end of every session");
        Assert.DoesNotContain(server.Handler.Summaries, summary => summary.End is AssociationEnd.Failed or AssociationEnd.TimedOut);
        Assert.Contains(server.Handler.Summaries, summary => summary.End == AssociationEnd.ProtocolViolation);
        Assert.Contains(server.Handler.Summaries, summary => summary.End == AssociationEnd.Released);
        Assert.Equal(server.Handler.Opened, server.Handler.Disposed);
        peers.ForEach(peer => peer.Dispose());
        await using var client = await server.ConnectAsync(ProposedContext.Verification);
        Assert.Equal(DimseStatus.Success, await client.EchoAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Port_scan_is_no_association_and_no_failure()
    {
        await using var server = new TestServer();
        using (new TcpClient("127.0.0.1", server.Port))
        {
            // Connected, and gone again.
        }

        var summary = await Eventually.NotNullAsync(() => Task.FromResult(server.Handler.Summaries.TryPeek(out var found) ? found : null), "a summary");
        Assert.Equal(AssociationEnd.NoRequest, summary.End);
    }

    [Fact]
    public async Task Stop_lets_an_association_end_and_aborts_one_that_does_not()
    {
        var server = new TestServer();
        using var idle = await RawPeer.AssociatedAsync(server.Port, SopClasses.ComputedTomography);
        await using var client = await server.ConnectAsync(ProposedContext.Verification);
        var stopping = server.StopAsync(TimeSpan.FromMilliseconds(200));
        Assert.Equal(DimseStatus.Success, await client.EchoAsync(TestContext.Current.CancellationToken));
        await client.ReleaseAsync(TestContext.Current.CancellationToken);
        await idle.AbortedAsync(AbortReason.NotSpecified);
        idle.Dispose();
        await client.DisposeAsync();
        await stopping;
        Assert.Equal([AssociationEnd.Released, AssociationEnd.Stopped], server.Handler.Summaries.Select(summary => summary.End));
        await Assert.ThrowsAsync<DicomClientException>(() => server.ConnectAsync(ProposedContext.Verification));
    }

    [Fact]
    public async Task Tls_handshake_that_stalls_blocks_nobody_and_plain_bytes_are_refused()
    {
        var (certificate, key) = TestCertificates.Write(folder, "server");
        await using var server = new TestServer(TestServer.Defaults with { Tls = () => Tls(certificate, key) });
        using var stalled = new TcpClient("127.0.0.1", server.Port);
        await stalled.GetStream().WriteAsync(new byte[] { 0x16, 0x03, 0x01, 0x02 }, TestContext.Current.CancellationToken); // half the header of a ClientHello
        await Assert.ThrowsAsync<DicomClientException>(() => server.ConnectAsync(ProposedContext.Verification));
        await using var client = await DicomClient.ConnectAsync(
            new DicomClientOptions
            {
                Host = "127.0.0.1", Port = server.Port, CalledAeTitle = "ANY",
                Tls = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = Trusting(certificate) },
            }, [ProposedContext.Verification], TestContext.Current.CancellationToken);
        Assert.Equal(DimseStatus.Success, await client.EchoAsync(TestContext.Current.CancellationToken));
        Assert.Equal(AssociationEnd.TlsFailed, server.Handler.Summaries.Single().End);
    }

    [Fact]
    [Trait("needs", "servers")]
    public async Task Tls_storescu_with_its_certificate_is_taken_and_without_is_not()
    {
        var (certificate, key) = TestCertificates.Write(folder, "server");
        var (clientCertificate, clientKey) = TestCertificates.Write(folder, "modality");
        await using var server = new TestServer(TestServer.Defaults with
        {
            Tls = () =>
            {
                var tls = Tls(certificate, key);
                tls.ClientCertificateRequired = true;
                tls.CertificateChainPolicy = Trusting(clientCertificate);
                return tls;
            },
        });
        var file = Path.Combine(folder, "1.dcm");
        await File.WriteAllBytesAsync(file, TestStudies.Dicom(), TestContext.Current.CancellationToken);
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        await Dcmtk.MustAsync("storescu", "-R", "+tls", clientKey, clientCertificate, "+cf", certificate, "127.0.0.1", port, file);
        Assert.Single(server.Handler.Objects);

        var (exitCode, _) = await Dcmtk.RunAsync("storescu", "-R", "+tla", "+cf", certificate, "127.0.0.1", port, file);
        Assert.NotEqual(0, exitCode);
        Assert.Single(server.Handler.Answers);
    }

    private static SslServerAuthenticationOptions Tls(string certificate, string key) => new()
    {
        ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private static X509ChainPolicy Trusting(string certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(certificate));
        return policy;
    }

    private static Task<StoreResult> StoreAsync(DicomClient client, int instance)
    {
        var file = TestStudies.Dicom(instance: instance, task: "head_bleed");
        Assert.True(FileMeta.TryRead(file, out var meta, out var length, out var problem), problem);
        return client.StoreAsync(meta, new MemoryStream(file[length..]), TestContext.Current.CancellationToken);
    }
}
