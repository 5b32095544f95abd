using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MedSsl.Dicom;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>The DICOM port of the whole platform, from the command line that sends to the one that asks what is there.</summary>
public sealed class DicomNetworkTests
{
    [Fact]
    public async Task When_files_are_sent_and_the_process_is_killed_Should_have_every_object_after_the_next_start()
    {
        var deployment = Deployment.Embedded();
        var port = FreePort();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Ingestion:Dicom:Port"] = port;
        deployment.Settings["Ingestion:Dicom:Dataset"] = "sent";
        deployment.Settings["Ingestion:SourceTimes"] = "MEDSSL=00:00:02";
        deployment.Settings["Ingestion:StudyIdleTime"] = "00:00:01";
        deployment.Settings["Hosting:ReconcileInterval"] = "00:00:00.500";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "chest_nodule", "--patients", "6", "--images-per-patient", "2", "--size", "64");

        await using (var first = MedSslProcess.Start(deployment.Settings, "run"))
        {
            await UpAsync(first);
            var echo = await MedSslProcess.AnswerAsync(deployment.Settings, "echo", "--to", $"ANY@127.0.0.1:{port}");
            Assert.Equal("ANY", echo.GetProperty("calledAeTitle").GetString());
            var answer = await MedSslProcess.AnswerAsync(deployment.Settings, "send", Path.Combine(phantoms, "chest_nodule"), "--to", $"ANY@127.0.0.1:{port}");
            Assert.Equal(12, answer.GetProperty("sent").GetInt32());
            Assert.Empty(answer.GetProperty("failed").EnumerateArray());
            first.Kill();
        }

        await using var second = MedSslProcess.Start(deployment.Settings, "run");
        await UpAsync(second);
        await Eventually.TrueAsync(
            () => Task.FromResult(Directory.EnumerateFiles(deployment.Folder, "*.dcm", SearchOption.AllDirectories).Count(file => file.Contains("/raw/sent/", StringComparison.Ordinal)) == 12),
            "twelve instances in the object store");
        await KillAndRestart.AssertStudiesAreCompleteAsync(await deployment.OpenStoreAsync());
    }

    [Fact]
    public async Task When_the_object_store_is_away_Should_say_that_the_study_waits_in_the_spool()
    {
        var deployment = Deployment.Embedded();
        var port = FreePort();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Ingestion:Dicom:Port"] = port;
        deployment.Settings["Ingestion:Dicom:Dataset"] = "sent";
        deployment.Settings["Ingestion:SourceTimes"] = "MEDSSL=01:00:00";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "chest_nodule", "--patients", "1", "--images-per-patient", "1", "--size", "64");
        var file = Directory.EnumerateFiles(phantoms, "*.dcm", SearchOption.AllDirectories).First();
        Assert.True(DicomFile.TryParse(await File.ReadAllBytesAsync(file), new DicomLimits(), out var instance, out _));
        string[] ask = ["timeline", "--study", instance.GetString(DicomTags.StudyInstanceUid)!, "--dataset", "sent"];

        await using var run = MedSslProcess.Start(deployment.Settings, "run");
        await UpAsync(run);

        // A file in the place of the folder: the store takes nothing for this dataset.
        var raw = Directory.CreateDirectory(Path.Combine(deployment.Settings["Hosting:DataFolder"], "objects", "medssl", "raw"));
        var inTheWay = Path.Combine(raw.FullName, "sent");
        await File.WriteAllTextAsync(inTheWay, "");
        await MedSslProcess.AnswerAsync(deployment.Settings, "send", file, "--to", $"ANY@127.0.0.1:{port}");
        var waiting = (await MedSslProcess.AnswerAsync(deployment.Settings, ask)).EnumerateArray().Single();
        Assert.Contains("spooled: 1 received by this machine", waiting.GetProperty("answer").GetString(), StringComparison.Ordinal);

        File.Delete(inTheWay);
        await Eventually.TrueAsync(async () => (await MedSslProcess.AnswerAsync(deployment.Settings, ask)).EnumerateArray().Single().GetProperty("answer").GetString()!.Contains("complete in 00:5", StringComparison.Ordinal),
            "the series is stored and open", TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task When_the_port_demands_certificates_Should_take_the_sender_that_shows_one()
    {
        var deployment = Deployment.Embedded();
        var port = FreePort();
        var (server, serverKey) = TestCertificates.Write(deployment.Folder, "server");
        var (sender, senderKey) = TestCertificates.Write(deployment.Folder, "sender");
        var (stranger, strangerKey) = TestCertificates.Write(deployment.Folder, "stranger");
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Ingestion:Dicom:Port"] = port;
        deployment.Settings["Ingestion:Dicom:TlsCertificateFile"] = server;
        deployment.Settings["Ingestion:Dicom:TlsKeyFile"] = serverKey;
        deployment.Settings["Ingestion:Dicom:TlsClientAuthorityFile"] = sender;
        await using var platform = MedSslProcess.Start(deployment.Settings, "run");
        await UpAsync(platform);

        Assert.Equal(0, await EchoAsync("--tls-certificate", sender, "--tls-key", senderKey));
        Assert.Equal(1, await EchoAsync("--tls-certificate", stranger, "--tls-key", strangerKey));
        Assert.Equal(1, await EchoAsync());

        async Task<int> EchoAsync(params string[] shown)
        {
            await using var echo = MedSslProcess.Start(deployment.Settings, ["echo", "--to", $"ANY@127.0.0.1:{port}", "--ca", server, .. shown]);
            return await echo.WaitAsync();
        }
    }

    [Theory]
    [InlineData(2, "expected a certificate and its key in PEM form", "echo", "--to", "ANY@127.0.0.1:11112", "--tls-certificate", "/no/such/file")]
    [InlineData(2, "expected --tls-certificate with it", "send", "/", "--to", "ANY@127.0.0.1:11112", "--tls-key", "/no/such/file")]
    [InlineData(2, "expected AE@HOST:PORT", "echo", "--to", "127.0.0.1:11112")]
    [InlineData(2, "1 to 16 characters", "echo", "--to", "A_TITLE_OF_17_CHA@127.0.0.1:11112")]
    [InlineData(2, "there is nothing at this path", "send", "/no/such/folder", "--to", "ANY@127.0.0.1:11112")]
    [InlineData(2, "expected certificates in PEM form", "echo", "--to", "ANY@127.0.0.1:11112", "--ca", "/no/such/file")]
    [InlineData(2, "expected one of --study", "timeline", "--dataset", "d")]
    [InlineData(2, "--study: expected 1 to 64 digits and dots", "timeline", "--study", "../..", "--dataset", "d")]
    [InlineData(1, "has no study of P1", "timeline", "--patient", "P1", "--dataset", "d")]
    [InlineData(1, "ANY@127.0.0.1:1: Connection refused", "echo", "--to", "ANY@127.0.0.1:1")]
    public async Task When_a_person_errs_Should_say_what_was_expected(int exitCode, string message, params string[] arguments)
    {
        await using var run = MedSslProcess.Start(Deployment.Embedded().Settings, arguments);
        Assert.Equal(exitCode, await run.WaitAsync());
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static Task UpAsync(MedSslProcess process) =>
        Eventually.TrueAsync(() => Task.FromResult(process.Output.Contains("all services run", StringComparison.Ordinal)), "medssl run is up");

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
