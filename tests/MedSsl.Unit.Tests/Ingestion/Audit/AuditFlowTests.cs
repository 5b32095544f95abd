using System.Xml.Linq;
using MedSsl.Audit.Chain;
using MedSsl.Dicom.Network.Client;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Imports;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion.Network;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Audit;

/// <summary>What a running platform leaves in its trail.</summary>
public sealed class AuditFlowTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("pseudonyms", "true")]
    [InlineData("original", "false")]
    public async Task Objects_of_a_study_are_one_message_without_an_identity_unless_a_site_asks(string identities, string deIdentified)
    {
        await using (var platform = await RunAsync($"--Ingestion:Audit:Identities={identities}"))
        {
            await Sending.SendAsync(platform, [.. Enumerable.Range(1, 5).Select(instance => TestStudies.Dicom(instance: instance, patient: "PAT-77"))]);
            await Eventually.TrueAsync(async () => (await platform.KeysAsync("raw/")).Count == 5, "five instances");
        }

        var transfer = Assert.Single(Messages("110104"));
        Assert.Equal("5", transfer.Descendants("SOPClass").Single().Attribute("NumberOfInstances")!.Value);
        Assert.All(transfer.Descendants("Anonymized"), element => Assert.Equal(deIdentified, element.Value));
        Assert.Equal(deIdentified == "false", string.Concat(transfer.ToString()).Contains("PAT-77", StringComparison.Ordinal));
        Assert.Equal(["110120", "110121"], Messages("110100").Select(message => message.Descendants("EventTypeCode").Single().Attribute("csd-code")!.Value));
    }

    [Fact]
    public async Task Strangers_are_told_of_once_and_counted_after_that()
    {
        await using (var platform = await RunAsync("--Ingestion:Dicom:Sources=OTHER@127.0.0.1"))
        {
            for (var time = 0; time < 3; time++)
            {
                await Assert.ThrowsAsync<DicomClientException>(() => Sending.SendAsync(platform, [TestStudies.Dicom()]));
            }
        }

        var alerts = Messages("110113").Select(message => message.Descendants("EventOutcomeDescription").Single().Value).ToList();
        Assert.Equal(2, alerts.Count);
        Assert.Contains("calling AE title not recognized", alerts[0], StringComparison.Ordinal);
        Assert.EndsWith("; 2 more times", alerts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_is_told_of_by_study_and_reason()
    {
        var inputs = Directory.CreateDirectory(Path.Combine(folder, "in")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(inputs, "a.dcm"), TestStudies.Dicom(instance: 1), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(inputs, "b.dcm"), TestStudies.Dicom(instance: 2), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(inputs, "c.dcm"), TestStudies.Dicom(instance: 3)[..^100], TestContext.Current.CancellationToken);
        await using (var platform = await RunAsync())
        {
            await platform.Get<ImportQueue>().SubmitAsync(new ImportRequest { ImportId = "import-1", Dataset = "lung", Path = inputs, IsManifest = false });
        }

        Assert.Equal(["0", "4"], Messages("110107").Select(message => message.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value).Order());
    }

    private Task<TestPlatform> RunAsync(params string[] settings) =>
        TestPlatform.RunAsync([IngestionExtensions.Module], folder, ["--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=127.0.0.1", .. settings]);

    private List<XElement> Messages(string code)
    {
        var audit = Path.Combine(folder, "spool", "audit");
        var key = ChainFormat.DeriveKey(Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, "spool", "site.key"))));
        return [.. ChainVerifier.Chains(audit).SelectMany(chain =>
        {
            Assert.True(ChainVerifier.Verify(audit, chain, key).IsWhole);
            return ChainVerifier.Read(audit, chain);
        }).Where(record => record.Kind == ChainRecordKind.Message).Select(record => XElement.Parse(record.Content)).Where(message => message.Descendants("EventID").Single().Attribute("csd-code")!.Value == code)];
    }
}
