using System.Text;
using System.Xml.Linq;
using MedSsl.Audit.Chain;
using MedSsl.Dicom.Network.Client;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Drop;
using MedSsl.Ingestion.Imports;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Audit;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion.Network;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Audit;

/// <summary>What a running platform leaves in its trail.</summary>
public sealed class AuditFlowTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly string elsewhere = Repository.NewTemporaryFolder();

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        Directory.Delete(elsewhere, recursive: true);
    }

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

    [Theory]
    [InlineData("folder")]
    [InlineData("objects")]
    public async Task Files_that_were_put_down_are_one_import_of_a_study_by_place_and_reason(string place)
    {
        var dropped = Directory.CreateDirectory(Path.Combine(elsewhere, "lung")).FullName;
        await using (var platform = await RunAsync(
            $"--Ingestion:Drop:Folder={elsewhere}", "--Ingestion:Drop:Prefix=drop/", "--Ingestion:Drop:ScanInterval=00:00:00.100", "--Ingestion:Drop:StableTime=00:00:00.200"))
        {
            await PutAsync("Mueller^Anna 1.dcm", TestStudies.Dicom(instance: 1, patient: "PAT-77"));
            await PutAsync("Mueller^Anna 2.dcm", TestStudies.Dicom(instance: 2, patient: "PAT-77"));
            await PutAsync("letter.txt", "no DICOM file at all"u8.ToArray());
            await Eventually.TrueAsync(async () => (await platform.KeysAsync("raw/")).Count == 2 && (await platform.KeysAsync("quarantine/")).Count == 2, "two instances and a refusal");

            async Task PutAsync(string name, byte[] content)
            {
                if (place == "folder")
                {
                    await File.WriteAllBytesAsync(Path.Combine(dropped, name), content);
                }
                else
                {
                    using var stream = new MemoryStream(content);
                    await platform.Store.PutAsync($"drop/lung/{name.Replace('^', '-')}", stream, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
                }
            }
        }

        var (stored, refused) = Messages("110107").OrderBy(Outcome).ToList() is [var first, var second] ? (first, second) : throw new InvalidOperationException("expected two messages");
        Assert.Equal(("0", "4"), (Outcome(stored), Outcome(refused)));
        Assert.Equal("2", stored.Descendants("SOPClass").Single().Attribute("NumberOfInstances")!.Value);
        Assert.Equal("not-dicom", refused.Descendants("EventOutcomeDescription").Single().Value);
        Assert.All([stored, refused], message => Assert.Equal($"medssl:drop/{place}", message.Elements("ActiveParticipant").Last().Attribute("UserID")!.Value));
        Assert.All([stored, refused], message => Assert.DoesNotContain("Mueller", message.ToString(), StringComparison.Ordinal));
        Assert.All([stored, refused], message => Assert.DoesNotContain("PAT-77", message.ToString(), StringComparison.Ordinal));
        Assert.Empty(Messages("110104"));
    }

    [Fact]
    public async Task File_that_a_process_without_the_spool_takes_is_told_of_at_once()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder, null, "--Ingestion:Drop:Prefix=drop/");
        using var stream = new MemoryStream(TestStudies.Dicom());
        await platform.Store.PutAsync("drop/a.dcm", stream, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
        await platform.Get<IEnumerable<IHostedService>>().OfType<ObjectDrop>().Single().LookAsync(CancellationToken.None);
        Assert.Equal("1", Assert.Single(Messages("110107")).Descendants("SOPClass").Single().Attribute("NumberOfInstances")!.Value);
    }

    [Theory]
    [InlineData("pseudonyms")]
    [InlineData("original")]
    public async Task Refused_input_that_is_exported_is_told_of_before_it_leaves(string identities)
    {
        // Of a study that can be read, and refused for its pixels.
        var content = TestStudies.Dicom(instance: 3, patient: "PAT-77", photometric: "PALETTE COLOR");
        var sha256 = Sha256Digest.Of(content);
        await using (var platform = await RunAsync($"--Ingestion:Audit:Identities={identities}"))
        {
            await platform.Get<InstanceIngestor>().IngestAsync("lung", content, CancellationToken.None);
            Assert.Empty(Messages("110106"));
            Assert.Null(await platform.Get<QuarantineExport>().ExportAsync(new string('0', 64), CancellationToken.None));
            Assert.Empty(Messages("110106"));
            Assert.Equal(content, await platform.Get<QuarantineExport>().ExportAsync(sha256, CancellationToken.None));
            Assert.Single(Messages("110106"));
        }

        var export = Assert.Single(Messages("110106"));
        var study = export.Elements("ParticipantObjectIdentification").First();
        Assert.Equal(Environment.UserName, export.Elements("ActiveParticipant").Single(participant => participant.Attribute("UserIsRequestor")!.Value == "true").Attribute("UserID")!.Value);
        Assert.Equal(["lung", sha256], study.Elements("ParticipantObjectDetail").Select(detail => Encoding.UTF8.GetString(Convert.FromBase64String(detail.Attribute("value")!.Value))));
        Assert.All(export.Descendants("Anonymized"), element => Assert.Equal("false", element.Value));
        Assert.Equal(identities == "original", export.ToString().Contains("PAT-77", StringComparison.Ordinal));
        Assert.NotEqual("unknown", study.Attribute("ParticipantObjectID")!.Value);
    }

    private static string Outcome(XElement message) => message.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value;

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
        }).Where(record => record.Kind == ChainRecordKind.Message).Select(Checked).Where(message => message.Descendants("EventID").Single().Attribute("csd-code")!.Value == code)];
    }

    private static XElement Checked(ChainRecord record)
    {
        Assert.Empty(AuditSchema.Violations(record.Content));
        return XElement.Parse(record.Content);
    }
}
