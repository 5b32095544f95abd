using System.Net;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Server;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>A server on a free port of this machine.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly DicomServer server;

    public TestServer(DicomServerOptions? options = null, TimeProvider? time = null)
    {
        server = new DicomServer((options ?? Defaults) with { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) }, Handler, time ?? TimeProvider.System);
        server.Start();
    }

    public static DicomServerOptions Defaults { get; } = new() { Endpoint = new IPEndPoint(IPAddress.Loopback, 0), OffersCommitment = true };

    public MemoryHandler Handler { get; } = new();

    public int Port => server.Endpoint.Port;

    public Task<DicomClient> ConnectAsync(params ProposedContext[] contexts) => ConnectAsync(contexts, CancellationToken.None);

    public Task<DicomClient> ConnectAsync(IReadOnlyList<ProposedContext> contexts, CancellationToken cancellationToken) => DicomClient.ConnectAsync(
        new DicomClientOptions { Host = "127.0.0.1", Port = Port, CalledAeTitle = "ANY", CallingAeTitle = "TEST" }, contexts, cancellationToken);

    public Task StopAsync(TimeSpan patience) => server.StopAsync(patience);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
