using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>Our client against DCMTK's receiver, and both receivers against each other with DCMTK's sender.</summary>
[Trait("needs", "servers")]
public sealed class RealReceiverTests : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "wg04/CT1/CT1_UNC.dcm", "wg04/CT1/CT1_RLE.dcm", "wg04/CT1/CT1_JLSL.dcm", "wg04/CT1/CT1_J2KI.dcm", "wg04/MR1/MR1_UNC.dcm", "wg04/US1/US1_RLE.dcm", "wg04/US1/US1_J2KI.dcm",
    ];

    private readonly string folder = Repository.NewTemporaryFolder();
    private Process? storescp;
    private int port;

    public async ValueTask InitializeAsync()
    {
        await Dcmtk.RunAsync("storescp", "--version");
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        storescp = Process.Start(new ProcessStartInfo("storescp", ["-od", folder, "+B", "+xa", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await using var client = await ConnectAsync(ProposedContext.Verification);
                    return await client.EchoAsync(TestContext.Current.CancellationToken) == DimseStatus.Success;
                }
                catch (DicomClientException)
                {
                    return false;
                }
            }, "storescp");
    }

    public async ValueTask DisposeAsync()
    {
        if (storescp is not null)
        {
            storescp.Kill();
            await storescp.WaitForExitAsync();
            storescp.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Client_sends_what_storescp_receives_byte_for_byte()
    {
        var sent = 0;
        foreach (var file in Files())
        {
            var result = Assert.Single(await FileSender.SendAsync(Options(port), [file], TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
            Assert.True(result.IsSent, result.Problem);
            var (meta, dataset) = Split(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal(dataset, Split(await ReceivedAsync(meta)).Dataset);
            sent++;
        }

        Assert.InRange(sent, 5, Names.Length);
    }

    [Fact]
    public async Task Both_receivers_get_the_same_bytes_from_dcmsend()
    {
        await using var ours = new TestServer();
        foreach (var file in Files())
        {
            await Dcmtk.MustAsync("dcmsend", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), file);
            await Dcmtk.MustAsync("dcmsend", "127.0.0.1", ours.Port.ToString(CultureInfo.InvariantCulture), file);
            var (meta, _) = Split(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            var (theirs, dataset) = Split(await ReceivedAsync(meta));
            Assert.Equal(theirs.TransferSyntaxUid, ours.Handler.Objects[meta.SopInstanceUid].Request.Meta.TransferSyntaxUid);
            Assert.Equal(meta.TransferSyntaxUid, theirs.TransferSyntaxUid);
            Assert.Equal(dataset, ours.Handler.Objects[meta.SopInstanceUid].Dataset);
        }
    }

    private static IEnumerable<string> Files() => Names.Select(name => Path.Combine(Repository.DevelopmentData("dicom"), name)).Where(File.Exists);

    private static DicomClientOptions Options(int port) => new() { Host = "127.0.0.1", Port = port, CalledAeTitle = "ANY" };

    private static (FileMeta Meta, byte[] Dataset) Split(byte[] file) =>
        FileMeta.TryRead(file, out var meta, out var length, out var problem) ? (meta, file[length..]) : throw new InvalidDataException(problem);

    private Task<DicomClient> ConnectAsync(params ProposedContext[] contexts) => DicomClient.ConnectAsync(Options(port), contexts, TestContext.Current.CancellationToken);

    private async Task<byte[]> ReceivedAsync(FileMeta meta)
    {
        var file = Assert.Single(Directory.GetFiles(folder), path => path.Contains(meta.SopInstanceUid, StringComparison.Ordinal));
        return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }
}
