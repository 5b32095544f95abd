using System.Globalization;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>Clients that others wrote, as hospitals have them.</summary>
[Trait("needs", "servers")]
public sealed class RealClientTests : IAsyncLifetime
{
    private readonly TestServer server = new();
    private readonly string folder = Repository.NewTemporaryFolder();

    private string Port => server.Port.ToString(CultureInfo.InvariantCulture);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Echoscu_is_answered()
    {
        var output = await Dcmtk.MustAsync("echoscu", "-v", "127.0.0.1", Port);
        Assert.Contains("Received Echo Response (Success)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("storescu", "-R")]
    [InlineData("storescu", "-R", "--max-send-pdu", "4096")]
    [InlineData("storescu", "-R", "-xi")]
    [InlineData("dcmsend")]
    [InlineData("dcmsend", "--max-send-pdu", "4096")]
    public async Task Sender_every_object_arrives(string tool, params string[] options)
    {
        for (var i = 1; i <= 5; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.dcm"), TestStudies.Dicom(instance: i), TestContext.Current.CancellationToken);
        }

        await Dcmtk.MustAsync(tool, [.. options, "+sd", "127.0.0.1", Port, folder]);
        Assert.Equal(5, server.Handler.Objects.Count);
        var (request, dataset) = server.Handler.Objects["1.2.3.1.3"];
        Assert.Equal(Files.Parse(TestStudies.Dicom(instance: 3)).GetString(DicomTags.PatientId), Files.Parse((byte[])[.. request.Meta.Write(), .. dataset]).GetString(DicomTags.PatientId));
        Assert.Equal(tool == "storescu" && options.Contains("-xi") ? TransferSyntaxes.ImplicitVrLittleEndian : TransferSyntaxes.ExplicitVrLittleEndian, request.Meta.TransferSyntaxUid);
        Assert.Equal(5, server.Handler.Disposed);
    }

    [Fact]
    public async Task Sender_refused_association_says_why()
    {
        server.Handler.Rejection = AssociateRejection.CallingAeTitle;
        var (exitCode, output) = await Dcmtk.RunAsync("echoscu", "127.0.0.1", Port);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Calling AE Title Not Recognized", output, StringComparison.Ordinal);
        Assert.Contains("Rejected Permanent", output, StringComparison.Ordinal);
    }
}
