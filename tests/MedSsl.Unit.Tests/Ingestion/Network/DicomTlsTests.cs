using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

public sealed class DicomTlsTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Port_with_a_certificate_takes_senders_whose_authority_it_knows()
    {
        var (certificate, key) = TestCertificates.Write(folder, "server");
        var (modality, modalityKey) = TestCertificates.Write(folder, "modality");
        var (stranger, strangerKey) = TestCertificates.Write(folder, "stranger");
        await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module], folder, "--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=127.0.0.1",
            $"--Ingestion:Dicom:TlsCertificateFile={certificate}", $"--Ingestion:Dicom:TlsKeyFile={key}", $"--Ingestion:Dicom:TlsClientAuthorityFile={modality}");
        Assert.Equal(DimseStatus.Success, await EchoAsync(platform, certificate, modality, modalityKey));
        await Assert.ThrowsAsync<DicomClientException>(() => EchoAsync(platform, certificate, stranger, strangerKey));
        await Assert.ThrowsAsync<DicomClientException>(() => EchoAsync(platform, certificate, null, null));
        await Assert.ThrowsAsync<DicomClientException>(() => EchoAsync(platform, stranger, modality, modalityKey));
        Assert.Equal(DimseStatus.Success, await EchoAsync(platform, certificate, modality, modalityKey));
    }

    [Fact]
    public void Get_renewed_certificate_is_used_and_a_broken_one_is_not()
    {
        var (certificate, key) = TestCertificates.Write(folder, "server");
        var time = new FakeTimeProvider();
        var source = new ServerCertificate(new DicomOptions { TlsCertificateFile = certificate, TlsKeyFile = key }, time, NullLogger.Instance);
        var first = Thumbprint(source);

        TestCertificates.Write(folder, "server");
        File.SetLastWriteTimeUtc(certificate, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(first, Thumbprint(source));
        time.Advance(TimeSpan.FromSeconds(6));
        var second = Thumbprint(source);
        Assert.NotEqual(first, second);

        File.WriteAllText(certificate, "half a certificate");
        File.SetLastWriteTimeUtc(certificate, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(second, Thumbprint(source));
    }

    [Fact]
    public async Task Start_with_a_certificate_that_is_none_says_the_key()
    {
        var text = Path.Combine(folder, "none.pem");
        await File.WriteAllTextAsync(text, "no certificate", TestContext.Current.CancellationToken);
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestPlatform.RunAsync([IngestionExtensions.Module], folder, "--Ingestion:Dicom:Port=-1", $"--Ingestion:Dicom:TlsCertificateFile={text}"));
        Assert.Contains("Ingestion:Dicom:TlsCertificateFile", wrong.Message, StringComparison.Ordinal);
    }

    private static string Thumbprint(ServerCertificate source) => source.Get().ServerCertificateContext!.TargetCertificate.Thumbprint;

    private static async Task<ushort> EchoAsync(TestPlatform platform, string authority, string? certificate, string? key)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        await using var client = await DicomClient.ConnectAsync(
            new DicomClientOptions
            {
                Host = "127.0.0.1",
                Port = platform.Get<DicomListener>().Endpoint!.Port,
                CalledAeTitle = "ANY",
                Tls = new SslClientAuthenticationOptions
                {
                    TargetHost = "127.0.0.1",
                    CertificateChainPolicy = policy,
                    ClientCertificates = certificate is null ? null : [X509Certificate2.CreateFromPemFile(certificate, key)],
                },
            }, [ProposedContext.Verification], TestContext.Current.CancellationToken);
        return await client.EchoAsync(TestContext.Current.CancellationToken);
    }
}
