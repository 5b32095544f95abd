using System.Net.Sockets;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>A peer that says exactly what a test tells it, right or wrong.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient client;
    private readonly PduStream pdus;

    public RawPeer(int port)
    {
        client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        pdus = new PduStream(client.GetStream(), 1 << 20);
    }

    public static AssociateRequest Request(params string[] sopClasses) => new()
    {
        CalledAeTitle = "ANY",
        CallingAeTitle = "TEST",
        Contexts = [.. sopClasses.Select((uid, index) => new OfferedContext((byte)((2 * index) + 1), uid, [TransferSyntaxes.ExplicitVrLittleEndian]))],
        MaxPduLength = 16384,
    };

    /// <summary>A peer with an association of these SOP classes, context ids 1, 3, 5 and so on.</summary>
    public static async Task<RawPeer> AssociatedAsync(int port, params string[] sopClasses)
    {
        var peer = new RawPeer(port);
        await peer.SendAsync(PduWriter.Request(Request(sopClasses)));
        Assert.Equal(PduType.AssociateAccept, (await peer.ReadAsync()).Type);
        return peer;
    }

    public static CommandSet Store(string sopClass, string instance) => new CommandSet()
        .SetUid(CommandElement.AffectedSopClassUid, sopClass).Set(CommandElement.Field, CommandField.StoreRequest).Set(CommandElement.MessageId, 7)
        .Set(CommandElement.Priority, 0).SetHasDataSet(true).SetUid(CommandElement.AffectedSopInstanceUid, instance);

    public async Task SendAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    public Task SendAsync(CommandSet command, byte contextId = 1) => SendAsync(PduWriter.Data(contextId, isCommand: true, command.Write(), 16384));

    public Task SendDatasetAsync(byte[] dataset, byte contextId = 1) => SendAsync(PduWriter.Data(contextId, isCommand: false, dataset, 16384));

    public async Task<PduFrame> ReadAsync() => await pdus.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<CommandSet> ReadCommandAsync()
    {
        var frame = await ReadAsync();
        Assert.Equal(PduType.Data, frame.Type);
        Assert.True(CommandSet.TryRead(frame.Body.Span[PduWriter.ValueHeaderLength..], out var command, out var problem), problem);
        return command;
    }

    /// <summary>The connection must end with an abort of the provider for this reason.</summary>
    public async Task AbortedAsync(AbortReason reason)
    {
        var frame = await ReadAsync();
        Assert.Equal(PduType.Abort, frame.Type);
        Assert.Equal((2, (byte)reason), (frame.Body.Span[2], frame.Body.Span[3]));
        Assert.Equal(PduType.EndOfStream, (await ReadAsync()).Type);
    }

    public void Dispose() => client.Dispose();
}
