using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

/// <summary>The DICOM port of a running platform, from the sender to the object store.</summary>
public sealed class DicomDoorTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Objects_are_stored_in_the_dataset_of_the_called_title_and_leave_the_spool()
    {
        await using var platform = await RunAsync("--Ingestion:Dicom:Datasets=LUNG=lung;HEAD=head");
        var files = Enumerable.Range(1, 5).Select(instance => TestStudies.Dicom(instance: instance)).ToArray();
        Assert.All(await Sending.SendAsync(platform, files, called: "LUNG"), status => Assert.Equal(DimseStatus.Success, status));
        await StoredAsync(platform, "raw/lung/", 5);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool");
        Assert.Empty(await platform.KeysAsync("raw/head/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Object_sent_again_is_a_success_without_effect()
    {
        await using var platform = await RunAsync();
        Assert.All(await Sending.SendAsync(platform, [TestStudies.Dicom(), TestStudies.Dicom()]), status => Assert.Equal(DimseStatus.Success, status));
        await StoredAsync(platform, "raw/", 1);
        Assert.All(await Sending.SendAsync(platform, [TestStudies.Dicom()]), status => Assert.Equal(DimseStatus.Success, status));
        await Eventually.TrueAsync(() => Task.FromResult(platform.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool");
        Assert.Single(await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Object_that_cannot_be_used_goes_to_the_quarantine_with_a_reason_and_the_others_go_on()
    {
        await using var platform = await RunAsync();
        var broken = TestStudies.Dicom(instance: 2);
        Assert.All(await Sending.SendAsync(platform, [TestStudies.Dicom(instance: 1), broken[..^100], TestStudies.Dicom(instance: 3)]), status => Assert.Equal(DimseStatus.Success, status));
        await StoredAsync(platform, "raw/", 2);
        var told = await Eventually.NotNullAsync(() => Task.FromResult(platform.Published.Of<InstanceRejected>().FirstOrDefault()), "the rejection");
        Assert.Equal(RejectionReasons.Malformed, told.ReasonCode);
        Assert.NotNull(told.Quarantined);
    }

    [Theory]
    [InlineData("--Ingestion:Dicom:Sources=OTHER@127.0.0.0/8", "ANY", "calling AE title not recognized")]
    [InlineData("--Ingestion:Dicom:Sources=TEST@10.0.0.0/8", "ANY", "calling AE title not recognized")]
    [InlineData("--Ingestion:Dicom:Sources=", "ANY", "calling AE title not recognized")]
    [InlineData("--Ingestion:Dicom:Datasets=LUNG=lung", "ANY", "called AE title not recognized")]
    [InlineData("--Ingestion:Dicom:Sources=OTHER@10.0.0.0/8;TEST@127.0.0.1", "ANY", null)]
    public async Task Association_is_admitted_by_titles_and_address(string setting, string called, string? refusal)
    {
        await using var platform = await RunAsync(setting);
        if (refusal is null)
        {
            Assert.All(await Sending.SendAsync(platform, [TestStudies.Dicom()], called), status => Assert.Equal(DimseStatus.Success, status));
        }
        else
        {
            Assert.Contains(refusal, (await Assert.ThrowsAsync<DicomClientException>(() => Sending.SendAsync(platform, [TestStudies.Dicom()], called))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Commitment_is_answered_for_what_is_stored_and_not_for_what_was_refused_or_never_came()
    {
        await using var platform = await RunAsync();
        var broken = TestStudies.Dicom(instance: 2);
        await Sending.SendAsync(platform, [TestStudies.Dicom(instance: 1), broken[..^100]]);
        await StoredAsync(platform, "raw/", 1);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool");

        await using var client = await Sending.ConnectAsync(platform, [ProposedContext.StorageCommitment]);
        var request = new CommitmentRequest("1.2.9.1", [.. new[] { "1.2.3.1.1", "1.2.3.1.2", "1.2.3.1.77" }.Select(uid => new SopReference(SopClasses.ComputedRadiography, uid))]);
        Assert.Equal(DimseStatus.Success, await client.RequestCommitmentAsync(request, TestContext.Current.CancellationToken));
        var report = await client.ReadReportAsync(TestContext.Current.CancellationToken);
        Assert.Equal("1.2.3.1.1", Assert.Single(report.Committed).SopInstanceUid);
        Assert.Equal([("1.2.3.1.2", DimseStatus.ProcessingFailure), ("1.2.3.1.77", DimseStatus.NoSuchInstance)], report.Failed.Select(failed => (failed.Instance.SopInstanceUid, failed.Reason)));
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(platform.Spool, "dicom", "commitments")).Length == 0), "the end of the pending commitment");

        // Only what is in the store now is answered for, whatever the journal remembers.
        await platform.Store.DeleteAsync((await platform.KeysAsync("raw/")).Single(), TestContext.Current.CancellationToken);
        Assert.Empty((await platform.Get<CommitmentDesk>().AnswerAsync(request, TestContext.Current.CancellationToken)).Committed);
    }

    /// <summary>Broken on purpose, 335 of them: each ends in the store or in the quarantine, and the one good object among them in the store.</summary>
    [Fact]
    public async Task Malformed_objects_are_kept_with_a_reason_and_harm_nobody()
    {
        var files = Directory.EnumerateFiles(Repository.DevelopmentData("dicom/fuzz"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        await using var platform = await RunAsync();
        var objects = files.Select((file, index) =>
        {
            var content = File.ReadAllBytes(file);
            var dataset = FileMeta.TryRead(content, out var meta, out var length, out _) ? content[length..] : content;
            var syntax = meta is not null && NetworkTransferSyntaxes.Contains(meta.TransferSyntaxUid) ? meta.TransferSyntaxUid : TransferSyntaxes.ExplicitVrLittleEndian;

            // The sender announces what the data set says where it can be read, else a name of its own.
            var (sopClass, instance) = DatasetHead.Read(dataset.AsSpan(0, Math.Min(DatasetHead.Length, dataset.Length)), syntax);
            return (Meta: new FileMeta(StorageSopClasses.Contains(sopClass ?? "") ? sopClass! : SopClasses.SecondaryCapture, instance is { Length: > 0 } ? instance : $"1.2.3.4.{index}", syntax), Dataset: dataset);
        }).Append(Sending.Split(TestStudies.Dicom())).ToList();

        var statuses = new List<ushort>();
        foreach (var part in objects.Chunk(100))
        {
            await using var client = await Sending.ConnectAsync(platform, part.Select(item => new ProposedContext(item.Meta.SopClassUid, item.Meta.TransferSyntaxUid)).Distinct());
            foreach (var (meta, dataset) in part)
            {
                statuses.Add((await client.StoreAsync(meta, new MemoryStream(dataset), TestContext.Current.CancellationToken)).Status);
            }

            await client.ReleaseAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(DimseStatus.Success, statuses[^1]);
        Assert.All(statuses, status => Assert.True(status is DimseStatus.Success or DimseStatus.DataSetMismatch or DimseStatus.CannotUnderstand or DimseStatus.InvalidInstance, $"{status:X4}"));
        Assert.InRange(statuses.Count(status => status == DimseStatus.Success), 300, files.Count + 1);
        await Eventually.TrueAsync(() => Task.FromResult(platform.Get<ObjectSpool>().WaitingBytes == 0), "an empty spool", TimeSpan.FromMinutes(1));
        Assert.NotEmpty(platform.Published.Of<InstanceRejected>());
        Assert.NotEmpty(await platform.KeysAsync("raw/"));
    }

    [Fact]
    public async Task Start_on_a_port_that_is_taken_says_the_key()
    {
        await using var first = await RunAsync();
        var port = first.Get<DicomListener>().Endpoint!.Port;
        var other = Repository.NewTemporaryFolder();
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => TestPlatform.RunAsync([IngestionExtensions.Module], other, "--Ingestion:Dicom:Address=127.0.0.1", $"--Ingestion:Dicom:Port={port}"));
        Assert.Contains("Ingestion:Dicom:Port", wrong.Message, StringComparison.Ordinal);
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public async Task Port_that_is_not_configured_is_not_opened()
    {
        await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        Assert.Null(platform.Get<DicomListener>().Endpoint);
    }

    private Task<TestPlatform> RunAsync(params string[] settings) =>
        TestPlatform.RunAsync([IngestionExtensions.Module], folder, ["--Ingestion:Dicom:Port=-1", "--Ingestion:Dicom:Address=127.0.0.1", .. settings]);

    private static Task StoredAsync(TestPlatform platform, string prefix, int count) =>
        Eventually.TrueAsync(async () => (await platform.KeysAsync(prefix)).Count == count, $"{count} instances below {prefix}");
}
