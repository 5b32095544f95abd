using System.Text;
using MedSsl.Contracts.Ingestion;
using MedSsl.Coordination;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Quarantine;
using MedSsl.Ingestion.Series;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class InstanceIngestorTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Ingest_redelivered_instance_is_stored_once()
    {
        var first = await IngestAsync(TestStudies.Dicom());
        var again = await IngestAsync(TestStudies.Dicom());
        Assert.True(first.IsStored);
        Assert.Equal(first, again);
        Assert.Equal([ObjectKeys.RawInstance("north", first.SeriesUid!, first.SopInstanceUid!)], await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Ingest_same_uid_with_other_content_keeps_the_first_and_sets_the_second_aside()
    {
        var first = await IngestAsync(TestStudies.Dicom(content: 1));
        var key = ObjectKeys.RawInstance("north", first.SeriesUid!, first.SopInstanceUid!);
        var kept = await platform.Store.ReadAllAsync(key, CancellationToken.None);

        var second = TestStudies.Dicom(content: 2);
        Assert.Equal(RejectionReasons.ConflictingContent, (await IngestAsync(second)).ReasonCode);

        Assert.Equal(kept, await platform.Store.ReadAllAsync(key, CancellationToken.None));
        Assert.Equal(second, await UnsealAsync());
        var told = Assert.Single(platform.Published.Of<InstanceConflicted>());
        Assert.Equal((ConflictPolicies.Quarantine, "north", first.SeriesUid, first.SopInstanceUid), (told.Policy, told.Dataset, told.SeriesUid, told.SopInstanceUid));
        Assert.Equal((Sha256Digest.Of(kept), Sha256Digest.Of(second)), (told.StoredSha256, told.ContentSha256));
    }

    [Fact]
    public async Task Ingest_same_uid_with_other_content_is_dropped_where_the_first_is_to_be_kept()
    {
        await using var strict = await TestPlatform.PartsAsync(IngestionExtensions.Module, settings: [$"--Ingestion:ConflictPolicy={ConflictPolicies.KeepFirst}"]);
        var first = await IngestAsync(strict, TestStudies.Dicom(content: 1));
        var kept = await StoredAsync(strict, first);

        Assert.Equal(first, await IngestAsync(strict, TestStudies.Dicom(content: 2)));

        Assert.Equal(kept, await StoredAsync(strict, first));
        Assert.Empty(await strict.KeysAsync(ObjectKeys.QuarantinePrefix));
        Assert.Equal(ConflictPolicies.KeepFirst, Assert.Single(strict.Published.Of<InstanceConflicted>()).Policy);
    }

    [Fact]
    public async Task Ingest_same_uid_with_other_content_replaces_the_first_and_its_manifest_where_the_newest_is_to_be_kept()
    {
        await using var newest = await TestPlatform.PartsAsync(IngestionExtensions.Module, settings: [$"--Ingestion:ConflictPolicy={ConflictPolicies.KeepNewest}"]);
        var first = await IngestAsync(newest, TestStudies.Dicom(content: 1));
        await newest.Get<SeriesCloser>().CloseAsync("north", first.SeriesUid!, CompletionReasons.IdleTime, CancellationToken.None);
        var before = await StoredAsync(newest, first);

        Assert.Equal(first, await IngestAsync(newest, TestStudies.Dicom(content: 2)));
        var after = await StoredAsync(newest, first);
        Assert.NotEqual(before, after);
        Assert.Single(await newest.KeysAsync(ObjectKeys.OpenSeriesPrefix)); // its series is open again
        Assert.Equal(ConflictPolicies.KeepNewest, Assert.Single(newest.Published.Of<InstanceConflicted>()).Policy);

        await newest.Get<SeriesCloser>().CloseAsync("north", first.SeriesUid!, CompletionReasons.IdleTime, CancellationToken.None);
        var manifests = newest.Published.Of<SeriesCompleted>().Select(told => told.Manifest.Sha256).ToList();
        Assert.Equal(2, manifests.Distinct().Count());

        // The newest is the one that is known now: it comes again without effect, and the first one is the other.
        Assert.Equal(first, await IngestAsync(newest, TestStudies.Dicom(content: 2)));
        Assert.Equal(after, await StoredAsync(newest, first));
        await IngestAsync(newest, TestStudies.Dicom(content: 1));
        Assert.Equal(before, await StoredAsync(newest, first));
    }

    [Fact]
    public async Task Ingest_instance_that_comes_again_after_the_profile_changed_is_the_same()
    {
        var first = await IngestAsync(TestStudies.Dicom());
        var kept = await StoredAsync(platform, first);
        await using var changed = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder, settings: ["--Ingestion:DeIdentification:Dates=removed", "--Ingestion:DeIdentification:RetainDevice=false"]);

        Assert.Equal(first, await IngestAsync(changed, TestStudies.Dicom()));

        Assert.Equal(kept, await StoredAsync(changed, first));
        Assert.Empty(changed.Published.Of<InstanceConflicted>());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Ingest_instance_that_was_stored_before_there_were_digests_is_told_from_another(int content, bool isConflict)
    {
        var first = await IngestAsync(TestStudies.Dicom(content: 1));
        Assert.True(DicomFile.TryParse(await StoredAsync(platform, first), new DicomLimits(), out var stored, out _));
        SourceDigest.Record(stored, null);
        using var old = new MemoryStream(DicomWriter.Write(stored));
        await platform.Store.PutAsync(ObjectKeys.RawInstance("north", first.SeriesUid!, first.SopInstanceUid!), old, "application/dicom", PutCondition.Overwrite, CancellationToken.None);
        await using var restarted = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder);

        Assert.Equal(isConflict, !(await IngestAsync(restarted, TestStudies.Dicom(content: content))).IsStored);
    }

    [Fact]
    public async Task Ingest_known_instance_is_neither_prepared_nor_written_again()
    {
        var first = await IngestAsync(TestStudies.Dicom());
        await platform.Get<SeriesCloser>().CloseAsync("north", first.SeriesUid!, CompletionReasons.IdleTime, CancellationToken.None);

        Assert.Equal(first, await IngestAsync(TestStudies.Dicom()));

        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix)); // whoever prepares and stores opens the series
    }

    [Fact]
    public async Task Ingest_known_instance_that_is_gone_from_the_store_is_stored_again()
    {
        var first = await IngestAsync(TestStudies.Dicom());
        await platform.Store.DeleteAsync(ObjectKeys.RawInstance("north", first.SeriesUid!, first.SopInstanceUid!), CancellationToken.None);

        Assert.Equal(first, await IngestAsync(TestStudies.Dicom()));

        Assert.NotNull(await StoredAsync(platform, first));
    }

    [Fact]
    public async Task Reconcile_empty_index_is_filled_from_the_manifests_once()
    {
        var first = await IngestAsync(TestStudies.Dicom());
        await platform.Get<SeriesCloser>().CloseAsync("north", first.SeriesUid!, CompletionReasons.IdleTime, CancellationToken.None);
        await using var restarted = await TestPlatform.PartsAsync(IngestionExtensions.Module, platform.Folder);
        var index = restarted.Get<IDigestIndex>();
        Assert.False(await index.IsFilledAsync(CancellationToken.None));

        await restarted.Get<KnownInstancesReconciler>().ReconcileAsync(CancellationToken.None);

        Assert.True(await index.IsFilledAsync(CancellationToken.None));
        Assert.Equal(first, await IngestAsync(restarted, TestStudies.Dicom()));
        Assert.Empty(await restarted.KeysAsync(ObjectKeys.OpenSeriesPrefix)); // known without a look at the instance
    }

    [Fact]
    public async Task Ingest_concurrent_deliveries_of_one_instance_store_it_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IngestAsync(TestStudies.Dicom()))));
        Assert.All(outcomes, outcome => Assert.True(outcome.IsStored));
        Assert.Single(await platform.KeysAsync("raw/"));
    }

    [Fact]
    public async Task Ingest_refused_input_is_sealed_and_the_event_says_why_without_its_content()
    {
        var input = Encoding.ASCII.GetBytes("report of MUELLER^HANS, no DICOM file at all, long enough to be recognized");
        var outcome = await IngestAsync(input);

        Assert.Equal(RejectionReasons.NotDicom, outcome.ReasonCode);
        var told = Assert.Single(platform.Published.Of<InstanceRejected>());
        Assert.Equal((RejectionReasons.NotDicom, "north", outcome.Reason), (told.ReasonCode, told.Dataset, told.Reason));
        Assert.Equal(Sha256Digest.Of(input), told.ContentSha256);
        Assert.Equal(input, await UnsealAsync());
        Assert.Empty(await platform.KeysAsync("raw/"));
        Assert.DoesNotContain("MUELLER", StoredText.Of(platform.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_refused_twice_is_sealed_once_to_the_same_bytes()
    {
        var input = Encoding.ASCII.GetBytes("no DICOM file");
        await IngestAsync(input);
        await IngestAsync(input);
        Assert.Equal(2, (await platform.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
        Assert.Equal(2, platform.Published.Of<InstanceRejected>().Select(told => told.Quarantined!.Sha256).Count());
        Assert.Single(platform.Published.Of<InstanceRejected>().Select(told => told.Quarantined!.Sha256).Distinct());
    }

    [Fact]
    public async Task Reject_without_bytes_keeps_nothing_and_says_so()
    {
        await platform.Get<InstanceIngestor>().RejectAsync("north", ReadOnlyMemory<byte>.Empty, RejectionReasons.UnreadableFile, "the file is not there", CancellationToken.None);
        Assert.Null(Assert.Single(platform.Published.Of<InstanceRejected>()).Quarantined);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    [Fact]
    public async Task Unseal_changed_byte_is_refused()
    {
        var quarantine = platform.Get<QuarantineStore>();
        var sealedContent = quarantine.Seal("identity"u8);
        sealedContent[^1] ^= 1;
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => quarantine.Unseal(sealedContent));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData(0x0020000E)] // series
    [InlineData(0x00080018)] // instance
    public async Task Ingest_uid_of_blanks_is_a_missing_attribute(uint tag)
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(), new DicomLimits(), out var dataset, out _));
        dataset.SetString(new DicomTag((ushort)(tag >> 16), (ushort)tag), "UI", "  ");
        Assert.Equal(RejectionReasons.MissingAttribute, (await IngestAsync(DicomWriter.Write(dataset))).ReasonCode);
    }

    [Theory]
    [InlineData("../..")]
    [InlineData("C/T")]
    public async Task Ingest_modality_that_is_no_code_becomes_other(string modality)
    {
        var outcome = await IngestAsync(TestStudies.Dicom(modality: modality));
        Assert.True(outcome.IsStored, outcome.Reason);
        Assert.Equal(["raw", "series", "studies"], (await platform.KeysAsync("")).Select(key => key.Split('/')[0])); // the instance and the markers of its series and study
    }

    private Task<InstanceOutcome> IngestAsync(byte[] content) => IngestAsync(platform, content);

    private static async Task<byte[]> StoredAsync(TestPlatform on, InstanceOutcome instance) =>
        (await on.Store.ReadAllAsync(ObjectKeys.RawInstance("north", instance.SeriesUid!, instance.SopInstanceUid!), CancellationToken.None))!;

    private static Task<InstanceOutcome> IngestAsync(TestPlatform on, byte[] content) => on.Get<InstanceIngestor>().IngestAsync("north", content, CancellationToken.None);

    private async Task<byte[]> UnsealAsync()
    {
        var key = Assert.Single(await platform.KeysAsync(ObjectKeys.QuarantinePrefix), key => key.EndsWith(".sealed", StringComparison.Ordinal));
        return platform.Get<QuarantineStore>().Unseal(await platform.Store.ReadAllAsync(key, CancellationToken.None));
    }
}
