using System.Net;
using System.Net.Sockets;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

public sealed class CommitmentDeskTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Report_whose_association_is_gone_goes_to_the_peer_after_a_restart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = ReceiveAsync(listener);
        await using (var first = await PartsAsync())
        {
            first.Get<ObjectSpool>().Open();
            await Sending.SpoolAsync(first.Get<ObjectSpool>(), TestStudies.Dicom());
            var answer = await first.Get<CommitmentDesk>().TakeAsync(Request("1.2.9", "1.2.3.1.1", "1.2.3.1.2"), Sending.Peer, new GoneAssociation());
            Assert.Equal(DimseStatus.Success, answer.Status);
            Assert.Single(Pending());
        }

        time.Advance(TimeSpan.FromMinutes(2));
        await using var next = await PartsAsync($"--Ingestion:Dicom:CommitmentPeers=TEST=127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        next.Get<ObjectSpool>().Open();
        await next.Get<CommitmentDesk>().StartAsync(TestContext.Current.CancellationToken);
        var (called, report) = await received.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(("TEST", "1.2.9"), (called, report.TransactionUid));
        Assert.Equal("1.2.3.1.1", Assert.Single(report.Committed).SopInstanceUid);
        Assert.Equal("1.2.3.1.2", Assert.Single(report.Failed).Instance.SopInstanceUid);
        await Eventually.TrueAsync(() => Task.FromResult(Pending().Length == 0), "the end of the pending commitment");
        await next.Get<CommitmentDesk>().StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Report_that_nobody_takes_expires()
    {
        await using var platform = await PartsAsync("--Ingestion:Dicom:CommitmentRetention=01:00:00");
        var desk = platform.Get<CommitmentDesk>();
        await desk.TakeAsync(Request("1.2.9", "1.2.3.1.1"), Sending.Peer, new GoneAssociation());
        await desk.TakeAsync(Request("../../1.2.9", "1.2.3.1.1"), Sending.Peer, new GoneAssociation());
        Assert.Equal(2, Pending().Length);
        await desk.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(10));
            return Task.FromResult(Pending().Length == 0);
        }, "the end of the retention");
        Assert.True(time.GetUtcNow() >= new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero));
        await desk.StopAsync(TestContext.Current.CancellationToken);
    }

    private static CommitmentRequest Request(string transaction, params string[] instances) =>
        new(transaction, [.. instances.Select(uid => new SopReference(SopClasses.ComputedRadiography, uid))]);

    /// <summary>A modality that listens for one report.</summary>
    private static async Task<(string Called, CommitmentReport Report)> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var pdus = new PduStream(stream, 1 << 20);
        Assert.True(AssociateCodec.TryReadRequest((await pdus.ReadAsync(CancellationToken.None)).Body.Span, out var request, out var problem), problem);
        Assert.True(Assert.Single(request.Roles).RequestorIsProvider);
        await stream.WriteAsync(PduWriter.Accept(Negotiation.Accept(request, new AcceptorSettings(16384, AcceptUnknownSopClasses: false, OffersCommitment: true))));
        Assert.True(CommandSet.TryRead((await pdus.ReadAsync(CancellationToken.None)).Body.Span[PduWriter.ValueHeaderLength..], out var command, out problem), problem);
        Assert.Equal((CommandField.EventReportRequest, CommitmentDataset.FailuresExist), (command.Field, command.UInt16(CommandElement.EventTypeId)));
        Assert.True(CommitmentDataset.TryReadReport((await pdus.ReadAsync(CancellationToken.None)).Body[PduWriter.ValueHeaderLength..], TransferSyntaxes.ExplicitVrLittleEndian, out var report));
        var response = new CommandSet().Set(CommandElement.Field, CommandField.EventReportRequest | CommandField.ResponseBit)
            .Set(CommandElement.MessageIdRespondedTo, command.MessageId).SetHasDataSet(false).Set(CommandElement.Status, DimseStatus.Success);
        await stream.WriteAsync(PduWriter.Data(1, isCommand: true, response.Write(), 0));
        Assert.Equal(PduType.ReleaseRequest, (await pdus.ReadAsync(CancellationToken.None)).Type);
        await stream.WriteAsync(PduWriter.ReleaseResponse());
        return (request.CalledAeTitle, report);
    }

    private Task<TestPlatform> PartsAsync(params string[] settings) => TestPlatform.PartsAsync(IngestionExtensions.Module, folder, time, settings);

    private string[] Pending() => Directory.GetFiles(Path.Combine(folder, "spool", "dicom", "commitments"));

    private sealed class GoneAssociation : IReportingAssociation
    {
        public Task<bool> ReportAsync(CommitmentReport report, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
