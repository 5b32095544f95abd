using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;
using MedSsl.Dicom.Network.Server;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>What a peer may say on an association, and what it is answered.</summary>
public sealed class AssociationTests : IAsyncLifetime
{
    private const string Ct = SopClasses.ComputedTomography;
    private readonly FakeTimeProvider time = new();
    private TestServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new TestServer(TestServer.Defaults with { MaxPduLength = 16384 }, time);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Store_object_in_pieces_arrives_as_it_was_sent()
    {
        var dataset = Dataset("1.2.3", 50_000);
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.3"));
        await peer.SendDatasetAsync(dataset);
        var response = await peer.ReadCommandAsync();
        Assert.Equal((DimseStatus.Success, (ushort)7, (ushort)0x8001, false), (response.Status, response.RespondedTo, response.Field, response.HasDataSet));
        Assert.Equal(("1.2.3", Ct), (response.Text(CommandElement.AffectedSopInstanceUid), response.Text(CommandElement.AffectedSopClassUid)));
        Assert.Equal(dataset, server.Handler.Objects["1.2.3"].Dataset);
    }

    [Fact]
    public async Task Store_command_and_data_set_in_one_unit_are_taken_apart()
    {
        var dataset = Dataset("1.2.3", 100);
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        var (command, data) = (PduWriter.Data(1, true, RawPeer.Store(Ct, "1.2.3").Write(), 0), PduWriter.Data(1, false, dataset, 0));
        byte[] values = [.. command[PduStream.HeaderLength..], .. data[PduStream.HeaderLength..]];
        await peer.SendAsync([4, 0, 0, 0, (byte)(values.Length >> 8), (byte)values.Length, .. values]);
        Assert.Equal(DimseStatus.Success, (await peer.ReadCommandAsync()).Status);
        Assert.Equal(dataset, server.Handler.Objects["1.2.3"].Dataset);
    }

    [Theory]
    [InlineData(SopClasses.MagneticResonance, "1.2.3", "1.2.3", DimseStatus.SopClassNotSupported)]
    [InlineData(Ct, "1.2.x", "1.2.3", DimseStatus.InvalidInstance)]
    [InlineData(Ct, "", "1.2.3", DimseStatus.InvalidInstance)]
    [InlineData(Ct, "1.2.4", "1.2.3", DimseStatus.DataSetMismatch)]
    [InlineData(Ct, "1.2.3", "", DimseStatus.CannotUnderstand)]
    public async Task Store_that_does_not_fit_is_refused_and_the_association_goes_on(string sopClass, string instance, string sent, int status)
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(sopClass, instance));
        await peer.SendDatasetAsync(sent.Length == 0 ? [] : Dataset(sent, 30_000));
        var response = await peer.ReadCommandAsync();
        Assert.Equal(status, response.Status);
        Assert.NotEmpty(response.Text(CommandElement.ErrorComment));
        Assert.Empty(server.Handler.Objects);
        await StoresAsync(peer);
        Assert.Equal(server.Handler.Opened, server.Handler.Disposed);
        Assert.Equal([(ushort)status, DimseStatus.Success], server.Handler.Answers.Select(answer => answer.Status));
    }

    [Fact]
    public async Task Store_that_the_handler_refuses_is_read_and_answered_with_its_status()
    {
        server.Handler.Refusal = new StoreAnswer(DimseStatus.OutOfResources, "the spool is full");
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.3"));
        await peer.SendDatasetAsync(Dataset("1.2.3", 100_000));
        var response = await peer.ReadCommandAsync();
        Assert.Equal((DimseStatus.OutOfResources, "the spool is full"), (response.Status, response.Text(CommandElement.ErrorComment)));
        server.Handler.Refusal = null;
        await StoresAsync(peer);
    }

    [Theory]
    [InlineData(0x0020)] // C-FIND
    [InlineData(0x0140)] // N-CREATE
    [InlineData(0x7777)]
    public async Task Message_of_a_service_that_is_not_offered_is_answered_so(int field)
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.3").Set(CommandElement.Field, (ushort)field));
        await peer.SendDatasetAsync(Dataset("1.2.3", 10));
        var response = await peer.ReadCommandAsync();
        Assert.Equal((DimseStatus.UnrecognizedOperation, (ushort)(field | 0x8000)), (response.Status, response.Field));
        await StoresAsync(peer);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.20.1.2", 1, DimseStatus.NoSuchInstance)]
    [InlineData(WellKnownUids.StorageCommitmentInstance, 2, DimseStatus.NoSuchAction)]
    public async Task Action_that_is_none_is_refused(string instance, ushort action, int status)
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, WellKnownUids.StorageCommitment);
        await peer.SendAsync(new CommandSet().SetUid(CommandElement.RequestedSopClassUid, WellKnownUids.StorageCommitment)
            .Set(CommandElement.Field, CommandField.ActionRequest).Set(CommandElement.MessageId, 1).SetHasDataSet(true)
            .SetUid(CommandElement.RequestedSopInstanceUid, instance).Set(CommandElement.ActionTypeId, action));
        await peer.SendDatasetAsync(new byte[10]);
        Assert.Equal(status, (await peer.ReadCommandAsync()).Status);
        Assert.Empty(server.Handler.Commitments);
    }

    [Fact]
    public async Task Action_with_a_list_that_cannot_be_read_is_a_processing_failure()
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, WellKnownUids.StorageCommitment);
        await peer.SendAsync(new CommandSet().SetUid(CommandElement.RequestedSopClassUid, WellKnownUids.StorageCommitment)
            .Set(CommandElement.Field, CommandField.ActionRequest).Set(CommandElement.MessageId, 1).SetHasDataSet(true)
            .SetUid(CommandElement.RequestedSopInstanceUid, WellKnownUids.StorageCommitmentInstance).Set(CommandElement.ActionTypeId, 1));
        await peer.SendDatasetAsync(Dataset("1.2.3", 10));
        var response = await peer.ReadCommandAsync();
        Assert.Equal(DimseStatus.ProcessingFailure, response.Status);
        Assert.Contains("Transaction UID", response.Text(CommandElement.ErrorComment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commitment_answer_comes_after_the_response_on_the_same_association()
    {
        var told = new TaskCompletionSource<bool>();
        server.Handler.OnCommitment = async (request, association) => told.SetResult(await association.ReportAsync(
            new CommitmentReport(request.TransactionUid, [request.Instances[0]], [new FailedReference(request.Instances[1], DimseStatus.NoSuchInstance)]), CancellationToken.None));
        await using var client = await server.ConnectAsync(ProposedContext.StorageCommitment);
        var request = new CommitmentRequest("1.2.9", [new SopReference(Ct, "1.2.3"), new SopReference(Ct, "1.2.4")]);
        Assert.Equal(DimseStatus.Success, await client.RequestCommitmentAsync(request, TestContext.Current.CancellationToken));
        var report = await client.ReadReportAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("1.2.9", 1, 1), (report.TransactionUid, report.Committed.Count, report.Failed.Count));
        Assert.Equal(new FailedReference(request.Instances[1], DimseStatus.NoSuchInstance), report.Failed[0]);
        Assert.True(await told.Task);
        Assert.Equivalent(request, Assert.Single(server.Handler.Commitments));
    }

    [Fact]
    public async Task Report_after_the_association_ended_says_so()
    {
        IReportingAssociation? kept = null;
        server.Handler.OnCommitment = (_, association) =>
        {
            kept = association;
            return Task.CompletedTask;
        };
        await using (var client = await server.ConnectAsync(ProposedContext.StorageCommitment))
        {
            await client.RequestCommitmentAsync(new CommitmentRequest("1.2.9", [new SopReference(Ct, "1.2.3")]), TestContext.Current.CancellationToken);
            await client.ReleaseAsync(TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => Task.FromResult(!server.Handler.Summaries.IsEmpty && kept is not null), "the end of the association");
        Assert.False(await kept!.ReportAsync(new CommitmentReport("1.2.9", [], []), CancellationToken.None));
    }

    [Fact]
    public async Task Abort_within_an_object_keeps_nothing_of_it_and_everything_before()
    {
        using (var peer = await RawPeer.AssociatedAsync(server.Port, Ct))
        {
            await StoresAsync(peer);
            await peer.SendAsync(RawPeer.Store(Ct, "1.2.77"));
            await peer.SendAsync(PduWriter.Data(1, isCommand: false, Dataset("1.2.77", 40_000), 16384)[..20_000]);
            await peer.SendAsync(PduWriter.Abort(null));
        }

        var summary = await SummaryAsync();
        Assert.Equal(1, summary.Objects);
        Assert.Equal("1.2.5", Assert.Single(server.Handler.Objects).Key);
        Assert.Equal(2, server.Handler.Disposed);
    }

    [Fact]
    public async Task Release_within_a_message_is_a_violation()
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.3"));
        await peer.SendAsync(PduWriter.ReleaseRequest());
        await peer.AbortedAsync(AbortReason.UnexpectedPdu);
        Assert.Equal(AssociationEnd.ProtocolViolation, (await SummaryAsync()).End);
    }

    [Fact]
    public async Task Data_set_without_a_command_is_a_violation()
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendDatasetAsync(new byte[10]);
        await peer.AbortedAsync(AbortReason.InvalidParameter);
    }

    [Theory]
    [InlineData(3)] // never offered
    [InlineData(0)]
    public async Task Context_that_was_not_agreed_on_is_a_violation(byte contextId)
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.3"), contextId);
        await peer.AbortedAsync(AbortReason.InvalidParameter);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(0u)]
    [InlineData(9u)]
    [InlineData(0xFFFFFFFFu)]
    public async Task Value_whose_length_lies_is_a_violation(uint length)
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        await peer.SendAsync([4, 0, 0, 0, 0, 8, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 1, 3, 0, 0]);
        await peer.AbortedAsync(AbortReason.InvalidParameter);
    }

    [Fact]
    public async Task Command_of_any_length_is_not_gathered()
    {
        using var peer = await RawPeer.AssociatedAsync(server.Port, Ct);
        for (var i = 0; i < 5; i++)
        {
            var part = PduWriter.Data(1, isCommand: true, new byte[16_000], 16384);
            part[11] = 1; // more follows
            await peer.SendAsync(part);
        }

        await peer.AbortedAsync(AbortReason.InvalidParameter);
    }

    [Fact]
    public async Task Idle_association_ends_after_its_time_and_a_silent_connection_after_its_own()
    {
        using var silent = new RawPeer(server.Port);
        using var idle = await RawPeer.AssociatedAsync(server.Port, Ct);
        await StoresAsync(idle);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            return Task.FromResult(server.Handler.Summaries.Count == 1);
        }, "the end of the connection that asked for nothing");
        await silent.AbortedAsync(AbortReason.NotSpecified);
        Assert.Equal(AssociationEnd.TimedOut, (await SummaryAsync()).End);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(server.Handler.Summaries.Count == 2);
        }, "the end of the idle association");
        await idle.AbortedAsync(AbortReason.NotSpecified);
    }

    private static async Task StoresAsync(RawPeer peer)
    {
        await peer.SendAsync(RawPeer.Store(Ct, "1.2.5"));
        await peer.SendDatasetAsync(Dataset("1.2.5", 100));
        Assert.Equal(DimseStatus.Success, (await peer.ReadCommandAsync()).Status);
    }

    private Task<AssociationSummary> SummaryAsync() => Eventually.NotNullAsync(
        () => Task.FromResult(server.Handler.Summaries.TryPeek(out var summary) ? summary : null), "the summary of the association");

    /// <summary>A data set that names its class and instance; the rest does not matter here.</summary>
    private static byte[] Dataset(string instance, int length) => new RawDicom()
        .Text(DicomTags.SopClassUid, "UI", Ct.Length % 2 == 0 ? Ct : Ct + "\0").Text(DicomTags.SopInstanceUid, "UI", instance.Length % 2 == 0 ? instance : instance + "\0")
        .Element(DicomTags.PixelData, "OW", new byte[length]).ToBytes();
}
