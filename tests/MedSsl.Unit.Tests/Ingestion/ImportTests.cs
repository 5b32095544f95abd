using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Imports;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class ImportTests : IAsyncLifetime
{
    private const string Header = "path,modality,patient_id,study_id,series_id,instance_number,task,label,label_detail,mask_path,split_hint\n";
    private readonly string source = Repository.NewTemporaryFolder();
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        for (var instance = 1; instance <= 3; instance++)
        {
            // Names that an importer may leak: as patient, in the file's name, in the UIDs.
            await File.WriteAllBytesAsync(Path.Combine(source, $"MUELLER_{instance}.dcm"), TestStudies.Dicom(instance, "1.2.840.77777.1", "MUELLER-4711000815"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await platform.DisposeAsync();
        Directory.Delete(source, recursive: true);
    }

    [Fact]
    public async Task Run_folder_stores_series_then_record_then_event()
    {
        await File.WriteAllTextAsync(Path.Combine(source, "MUELLER.txt"), "MUELLER-4711000815 was here");
        var result = await ImportAsync(source);

        Assert.Equal((3, 1), (result.Record.InstanceCount, result.Record.SeriesUids.Count));
        Assert.Equal(1, Assert.Single(result.Record.Rejected, pair => pair.Key == RejectionReasons.NotDicom).Value);
        Assert.Equal(Path.Combine(source, "MUELLER.txt"), Assert.Single(result.Refusals).Input);
        var told = Assert.Single(platform.Published.Of<ImportCompleted>());
        Assert.Equal(result.Record.SeriesUids, (await platform.Store.ReadVerifiedJsonAsync<ImportRecord>(told.Record, CancellationToken.None)).SeriesUids);
        Assert.Equal(3, Assert.Single(platform.Published.Of<SeriesCompleted>()).InstanceCount);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
    }

    [Fact]
    public async Task Run_leaves_no_identifier_of_the_source_in_the_object_store()
    {
        await File.WriteAllTextAsync(Path.Combine(source, "broken.dcm"), new string(' ', 128) + "DICM MUELLER-4711000815");
        await ImportAsync(source);
        await ImportAsync(await ManifestAsync("MUELLER_1.dcm,CR,MUELLER-4711000815,s,q,MUELLER,nodule,1,,,", "absent-MUELLER.png,CR,MUELLER-4711000815,s,q,2,nodule,1,,,"), "b");

        var everything = StoredText.Of(platform.Folder);
        Assert.Contains("\"instanceCount\":3", everything, StringComparison.Ordinal);
        foreach (var identifier in (string[])["MUELLER", "4711000815", "840.77777", source])
        {
            Assert.DoesNotContain(identifier, everything, StringComparison.OrdinalIgnoreCase);
        }

        Assert.All(platform.Published.Of<InstanceRejected>(), told => Assert.DoesNotContain("MUELLER", told.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_manifest_takes_dicom_as_it_is_and_keys_labels_by_the_stored_uids()
    {
        await ImportAsync(source, "folder");
        var stored = (await platform.KeysAsync("raw/")).ToHashSet();
        await ImportAsync(await ManifestAsync(
            "MUELLER_1.dcm,MR,somebody else,s,q,1,nodule,1,left,,train", "MUELLER_2.dcm,CR,x,s,q,2,nodule,0,,,weird", "MUELLER_3.dcm,CR,x,s,q,3,,,,,"), "labels");

        Assert.Equal(stored, (await platform.KeysAsync("raw/")).ToHashSet()); // nothing twice, though the rows say other patients
        var submission = Assert.Single(await platform.ObjectsAsync<LabelsSubmitted>(ObjectKeys.LabelPrefix("north")));
        Assert.Equal(submission.SubmissionId, Assert.Single(platform.Published.Of<LabelsSubmitted>()).SubmissionId);
        Assert.Equal("nodule", submission.Task);
        Assert.Equal(2, submission.Labels.Count);
        Assert.All(submission.Labels, label => Assert.Contains(stored, key => key.EndsWith($"/{label.SopInstanceUid}.dcm", StringComparison.Ordinal)));
        Assert.Equal(("left", "train"), Of("1"));
        Assert.Equal((null, null), Of("0"));

        (string?, string?) Of(string value) => Assert.Single(submission.Labels, label => label.Value == value) is var label ? (label.Detail, label.SplitHint) : default;
    }

    [Fact]
    public async Task Run_manifest_that_labels_a_file_twice_submits_one_label_the_first()
    {
        await ImportAsync(await ManifestAsync("MUELLER_1.dcm,CR,x,s,q,1,nodule,first,,,", "MUELLER_1.dcm,CR,x,s,q,1,nodule,second,,,", "MUELLER_1.dcm,CR,x,s,q,1,other,third,,,"));
        Assert.Equal(["first", "third"], platform.Published.Of<LabelsSubmitted>().Select(told => Assert.Single(told.Labels).Value).Order());
    }

    [Fact]
    public async Task Run_manifest_with_bad_rows_imports_the_others_and_names_the_lines()
    {
        await File.WriteAllTextAsync(Path.Combine(source, "torn.png"), "no image");
        var result = await ImportAsync(await ManifestAsync("absent.png,CR,x,s,q,1,,,,,", "MUELLER_1.dcm,CR,x,s,q,one,,,,,", "torn.png,CR,x,s,q,1,,,,,", "MUELLER_2.dcm,CR,x,s,q,1,,,,,"));
        Assert.Equal(1, result.Record.InstanceCount);
        Assert.Equal(
            [("line 2", RejectionReasons.UnreadableFile), ("line 3", RejectionReasons.UnreadableFile), ("line 4", RejectionReasons.NotDicom)],
            result.Refusals.Select(refusal => (refusal.Input[refusal.Input.IndexOf("line", StringComparison.Ordinal)..][..6], refusal.ReasonCode)).Order());
    }

    [Fact]
    public async Task Run_again_after_a_crash_stores_nothing_twice()
    {
        var first = await ImportAsync(source);
        var before = await platform.KeysAsync("");
        var again = await ImportAsync(source);
        Assert.Equal(before, await platform.KeysAsync(""));
        Assert.Equal(first.Record.SeriesUids, again.Record.SeriesUids);
        Assert.Equal(first.Record.InstanceCount, again.Record.InstanceCount);
    }

    [Fact]
    public async Task Run_file_above_the_limit_is_refused_without_being_read()
    {
        await using var small = await TestPlatform.PartsAsync(IngestionExtensions.Module, settings: "--Ingestion:MaxFileBytes=1024");
        var result = await small.Get<ImportRunner>().RunAsync(Request(source, "a"), null, CancellationToken.None);
        Assert.Equal(0, result.Record.InstanceCount);
        Assert.All(result.Refusals, refusal => Assert.Contains("Ingestion:MaxFileBytes", refusal.Reason, StringComparison.Ordinal));
        Assert.All(small.Published.Of<InstanceRejected>(), told => Assert.Null(told.Quarantined));
    }

    private Task<ImportResult> ImportAsync(string path, string id = "a") => platform.Get<ImportRunner>().RunAsync(Request(path, id), null, CancellationToken.None);

    private static ImportRequest Request(string path, string id) => new() { ImportId = id, Dataset = "north", Path = path, IsManifest = path.EndsWith(".csv", StringComparison.Ordinal) };

    private async Task<string> ManifestAsync(params string[] rows)
    {
        var file = Path.Combine(source, "manifest.csv");
        await File.WriteAllTextAsync(file, Header + string.Join('\n', rows) + "\n");
        return file;
    }
}
