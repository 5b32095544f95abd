using MedSsl.Catalogue.Lineage;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Contracts.Privacy;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Sealing;
using MedSsl.Sharding.Withdrawal;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

public sealed class WithdrawalTests : HospitalTests
{
    internal static readonly WithdrawPatient Command = new() { WithdrawalId = "w-1", Pseudonyms = [HospitalStore.Leaver], RequestedBy = "<b>officer</b>", Reason = "consent revoked" };

    [Fact]
    public async Task After_it_no_object_holds_anything_of_the_patient()
    {
        var before = await Platform.KeysAsync("");
        foreach (var (what, trace) in HospitalStore.Traces())
        {
            Assert.True(await Traces.FindAsync(Platform.Store, trace) is { Count: > 0 }, $"{what} is in no object: it would not be missed");
        }

        await WithdrawAsync();
        foreach (var (what, trace) in HospitalStore.Traces())
        {
            Assert.True(await Traces.FindAsync(Platform.Store, trace) is { Count: 0 } found, $"{what} is in {string.Join(", ", await Traces.FindAsync(Platform.Store, trace))}");
        }

        Assert.Equal([ObjectKeys.Tombstone(HospitalStore.Leaver)], await Platform.KeysAsync(ObjectKeys.TombstonePrefix));
        Assert.Contains(ObjectKeys.QuarantineReason("bb"), await Platform.KeysAsync(""));
        Assert.DoesNotContain(ObjectKeys.Quarantined("aa"), await Platform.KeysAsync(""));
        Assert.Equal(
            before.Where(key => key.Contains("888", StringComparison.Ordinal) || key.StartsWith("runs/", StringComparison.Ordinal)),
            (await Platform.KeysAsync("")).Where(key => key.Contains("888", StringComparison.Ordinal) || (key.StartsWith("runs/", StringComparison.Ordinal) && !key.Contains("/withdrawals/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Touched_shards_are_written_again_with_the_very_members_of_others_and_untouched_ones_stay()
    {
        var old = await NewestAsync("north");
        var mixed = await Platform.Store.ReadVerifiedJsonAsync<ShardManifest>(old.Shards[0].Manifest, CancellationToken.None);
        await WithdrawAsync();
        foreach (var dataset in (string[])["north", "east"])
        {
            var version = await NewestAsync(dataset);
            Assert.Equal(2, version.Shards.Count);
            Assert.Equal(old.Shards[2], version.Shards[1]);
            await using var tar = await Platform.Store.OpenVerifiedAsync(version.Shards[0].Shard, CancellationToken.None);
            var samples = ShardReader.Read(tar).ToList();
            Assert.Equal([1, 2], samples.Select(sample => sample.Metadata.InstanceNumber).Order());
            Assert.All(samples, sample => Assert.Equal(HospitalStore.Sample(sample.Metadata.InstanceNumber, "").Payload.ToArray(), sample.Payload.ToArray()));
        }

        Assert.Equal(1, (await NewestAsync("clean")).Version);
        var rewrite = (await Platform.Store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(old.Shards[0].ShardId), CancellationToken.None))!;
        var left = await Platform.Store.ReadVerifiedJsonAsync<ShardManifest>(rewrite.Replacement!.Manifest, CancellationToken.None);
        Assert.Equal(
            mixed.Samples.Select(sample => sample.Metadata.InstanceNumber is 1 or 2 ? sample.Metadata.Key : null),
            rewrite.Restore(left.Samples).Select(sample => sample?.Metadata.Key));
        Assert.Null((await Platform.Store.ReadJsonAsync<ShardRewrite>(ObjectKeys.ShardRewrite(old.Shards[1].ShardId), CancellationToken.None))!.Replacement);
    }

    [Fact]
    public async Task Catalogue_of_the_new_version_places_every_sample_that_is_left()
    {
        await WithdrawAsync();
        var version = await NewestAsync("north");
        var rows = await Traces.RowsAsync(Platform.Store, version.Catalogue!);
        Assert.Equal([1, 2, 3], rows.Select(row => row.InstanceNumber).Order());
        foreach (var row in rows)
        {
            var bytes = await Platform.Store.ReadRangeAsync(ObjectKeys.Shard(row.ShardId), row.Offset, row.Length, CancellationToken.None);
            Assert.Equal(HospitalStore.Sample(row.InstanceNumber, "").Payload.ToArray(), bytes);
        }
    }

    [Fact]
    public async Task Imports_and_labels_keep_what_is_of_others_and_sealing_goes_on()
    {
        await WithdrawAsync();
        var imports = await Platform.ObjectsAsync<ImportRecord>(ObjectKeys.ImportPrefix);
        Assert.Equal([["2.25.888001"], [], ["2.25.888002"]], imports.Select(import => import.SeriesUids));
        Assert.Equal([2, 0, 1], imports.Select(import => import.InstanceCount));
        var labels = await Platform.ObjectsAsync<LabelsSubmitted>(ObjectKeys.LabelPrefix("north"));
        Assert.Equal([["2.25.444001"], ["2.25.444003"]], labels.Select(submission => submission.Labels.Select(label => label.SopInstanceUid)));

        // What was normalized at that moment comes too late: it is never sealed.
        var late = HospitalStore.Sample(103, "2.25.777003");
        var bundle = await Platform.Store.PutAsync(ObjectKeys.NormalizedBundle("v1", "CT", "2.25.777003", "x"), new MemoryStream(Shards.TestSamples.Shard(late).Bytes), "x", PutCondition.Overwrite, CancellationToken.None);
        await Platform.Store.PutJsonAsync(
            ObjectKeys.StagedSeries("north", "2.25.777003"),
            new NormalizationRecord { Dataset = "north", Modality = "CT", SeriesUid = "2.25.777003", ManifestSha256 = "", ReferenceVersion = "v1", SampleCount = 1, Bundle = bundle.Object, Failures = [] },
            PutCondition.Overwrite, CancellationToken.None);
        await Platform.Store.PutJsonAsync(ObjectKeys.Import("north", "i-9"), imports[0] with { ImportId = "i-9", SeriesUids = [] }, PutCondition.Overwrite, CancellationToken.None);
        await Platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);
        var version = await NewestAsync("north");
        Assert.Contains("i-9", version.CompletedImports);
        Assert.Equal(3, version.Shards.Sum(shard => shard.SampleCount));

        // And the next look removes it.
        Assert.Equal(1, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
        Assert.Empty(await Traces.FindAsync(Platform.Store, late.Payload.ToArray()));
        Assert.Equal(2, (await WithdrawalReports.FindAsync(Platform.Store, "w-1", CancellationToken.None))!.Report.Number);
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Runs_and_models_that_had_the_patient_are_stamped_and_no_others()
    {
        // By brute force, before anything is removed: one sample a step, of four in the version.
        var cache = new ShardCache(new StoredShards(Platform.Store), Path.Combine(Platform.Folder, "cache"));
        var lineage = (await RunLineage.OpenAsync(Platform.Store, "r-exposed", cache, CancellationToken.None))!;
        var steps = new List<long>();
        for (var step = 1; step <= 7; step++)
        {
            steps.AddRange((await lineage.BatchAsync(step, CancellationToken.None)).Where(row => row.Sample!.Metadata.PatientId == HospitalStore.Leaver).Select(_ => (long)step));
        }

        Assert.InRange(steps.Count, 2, 6);
        await WithdrawAsync();
        var stamp = await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.RunWithdrawal("r-exposed", "w-1"), CancellationToken.None);
        Assert.Equal((2, "north", 1), (stamp!.SampleCount, stamp.Dataset, stamp.DatasetVersion));
        Assert.Equal((steps.Count, steps[0], steps[^1], 7), (stamp.Exposures, stamp.FirstStep, stamp.LastStep, stamp.Steps));
        Assert.Equal(steps[0] > 2 ? ObjectKeys.RunCheckpoint("r-exposed", 1, 2) : null, stamp.CheckpointBefore);
        var unknown = await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.RunWithdrawal("r-long-ago", "w-1"), CancellationToken.None);
        Assert.Equal((3, null), (unknown!.SampleCount, unknown.Exposures));
        Assert.Equal([ObjectKeys.ModelWithdrawal("m-r-exposed", 1, "w-1"), ObjectKeys.ModelWithdrawal("m-r-long-ago", 1, "w-1")], await Platform.KeysAsync("models/withdrawals/"));
        Assert.Equal(
            [ObjectKeys.RunWithdrawal("r-exposed", "w-1"), ObjectKeys.RunWithdrawal("r-long-ago", "w-1")],
            (await Platform.KeysAsync("runs/")).Where(key => key.Contains("/withdrawals/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Model_that_is_registered_after_the_report_is_stamped_and_reported_and_its_run_counted_to_the_end()
    {
        var version = (await Platform.Store.ReadJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersion("m-r-exposed", 1), CancellationToken.None))!;
        var curve = (await Platform.Store.ReadAllAsync(ObjectKeys.RunCurve("r-exposed"), CancellationToken.None))!;
        await Platform.Store.DeleteAsync(ObjectKeys.ModelVersion("m-r-exposed", 1), CancellationToken.None);
        await Platform.Store.DeleteAsync(ObjectKeys.RunCurve("r-exposed"), CancellationToken.None);
        await WithdrawAsync();
        Assert.DoesNotContain((await ReportAsync()).Models, model => model.RunId == "r-exposed");
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));

        await Platform.Store.PutAsync(ObjectKeys.RunCurve("r-exposed"), new MemoryStream(curve), "application/jsonl", PutCondition.Overwrite, CancellationToken.None);
        await Platform.Store.PutJsonAsync(ObjectKeys.ModelVersion("m-r-exposed", 1), version, PutCondition.Overwrite, CancellationToken.None);
        Assert.Equal(1, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
        var report = await ReportAsync();
        Assert.Equal((2, new StampedModel("m-r-exposed", 1, "r-exposed")), (report.Number, report.Models[0]));
        Assert.Equal(7, report.Runs.Single(run => run.RunId == "r-exposed").Steps);
        var stamp = (await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.ModelWithdrawal("m-r-exposed", 1, "w-1"), CancellationToken.None))!;
        Assert.InRange(stamp.Exposures!.Value, 2, 6);
        Assert.Equal(2, Platform.Published.Of<PatientWithdrawn>().Count());

        await Platform.Store.DeleteAsync(ObjectKeys.WithdrawalPending("w-1"), CancellationToken.None);
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Runs_that_began_with_weights_of_a_stamped_model_are_stamped_too_down_to_the_last_heir()
    {
        await Hospital.RunAsync("r-heir", "clean", 1, "model:m-r-exposed@1");
        await Hospital.RunAsync("r-heir-of-heir", "clean", 1, "model:m-r-heir@1");
        await Hospital.RunAsync("r-of-file", "clean", 1, $"file:{HospitalStore.WeightsOf("r-heir").Sha256}");
        await Hospital.RunAsync("r-stranger", "clean", 1, "model:m-r-clean@1");
        await Hospital.RunAsync("r-other-version", "clean", 1, "model:m-r-exposed@2");
        await WithdrawAsync();

        var report = await ReportAsync();
        Assert.Equal(["r-exposed", "r-heir", "r-heir-of-heir", "r-long-ago", "r-of-file"], report.Runs.Select(run => run.RunId).Order(StringComparer.Ordinal));
        Assert.Equal(report.Runs.Select(run => $"m-{run.RunId}").Order(StringComparer.Ordinal), report.Models.Select(model => model.Model).Order(StringComparer.Ordinal));
        Assert.Null(report.Runs.Single(run => run.RunId == "r-exposed").InitialWeights);
        var stamp = (await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.ModelWithdrawal("m-r-heir-of-heir", 1, "w-1"), CancellationToken.None))!;
        Assert.Equal(("model:m-r-heir@1", 0, null), (stamp.InitialWeights, stamp.SampleCount, stamp.Exposures));
        Assert.Contains(report.Remains, sentence => sentence.StartsWith("Run r-heir had no image of the patient", StringComparison.Ordinal) && sentence.Contains("began with the weights model:m-r-exposed@1", StringComparison.Ordinal));
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Run_that_begins_with_a_stamped_model_after_the_report_is_stamped_and_reported_and_so_is_its_model()
    {
        await WithdrawAsync();
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));

        await Hospital.RunAsync("r-late", "clean", 1, "model:m-r-exposed@1");
        Assert.Equal(1, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);

        var report = await ReportAsync();
        Assert.Equal((2, "model:m-r-exposed@1"), (report.Number, report.Runs.Single(run => run.RunId == "r-late").InitialWeights));
        Assert.Contains(new StampedModel("m-r-late", 1, "r-late"), report.Models);
        await Platform.Store.DeleteAsync(ObjectKeys.WithdrawalPending("w-1"), CancellationToken.None);
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_patients_of_one_shard_are_withdrawn_one_after_the_other_and_the_exposure_of_the_second_is_still_known()
    {
        await WithdrawAsync();
        var second = Command with { WithdrawalId = "w-2", Pseudonyms = [HospitalStore.Stayer] };
        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(second, CancellationToken.None);
        await Platform.Get<WithdrawalExecution>().RunAsync("w-2", () => Task.CompletedTask, CancellationToken.None);
        var stamps = new List<WithdrawalStamp>();
        foreach (var id in (string[])["w-1", "w-2"])
        {
            stamps.Add((await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.RunWithdrawal("r-exposed", id), CancellationToken.None))!);
        }

        // Every step used one sample, and all were of the one or the other.
        Assert.Equal(7, stamps.Sum(stamp => stamp.Exposures));
        Assert.NotNull(await Platform.Store.ReadJsonAsync<WithdrawalStamp>(ObjectKeys.RunWithdrawal("r-clean", "w-2"), CancellationToken.None));
        Assert.Empty((await NewestAsync("north")).Shards);
        Assert.All(await Platform.KeysAsync("shards/"), key => Assert.StartsWith("shards/rewritten/", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_is_signed_and_a_changed_one_is_not_believed()
    {
        await WithdrawAsync();
        var signed = (await WithdrawalReports.FindAsync(Platform.Store, "w-1", CancellationToken.None))!;
        Assert.True(ReportSignature.Verify(signed.Json, signed.Signature, signed.PublicKey));
        Assert.Equal(signed.Report.KeyFingerprint, ReportSignature.Fingerprint(signed.PublicKey));
        var changed = (byte[])signed.Json.Clone();
        changed[changed.Length / 2] ^= 1;
        Assert.False(ReportSignature.Verify(changed, signed.Signature, signed.PublicKey));
        var page = System.Text.Encoding.UTF8.GetString(signed.Page);
        Assert.Contains("&lt;b&gt;officer&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Contains(signed.Report.Remains, sentence => sentence.Contains("r-exposed", StringComparison.Ordinal) && sentence.Contains("m-r-exposed version 1", StringComparison.Ordinal));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Platform.Spool, "withdrawal.key")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        var told = Assert.Single(Platform.Published.Of<PatientWithdrawn>());
        Assert.Equal((5, 6, 3, 3), (told.SeriesCount, told.InstanceCount, told.SampleCount, told.ShardCount));
        Assert.Equal(new Dictionary<string, int> { ["north"] = 4, ["east"] = 2 }, told.DatasetVersions);
        Assert.Equal(signed.Json, await Platform.Store.ReadVerifiedAsync(told.Report, CancellationToken.None));
        Assert.Equal(signed.Signature, await Platform.Store.ReadVerifiedAsync(told.Signature, CancellationToken.None));
        Assert.Contains(Platform.Published.Of<DatasetPublished>(), published => (published.Dataset, published.Version) == ("east", 2));
    }

    [Fact]
    public async Task Patient_of_whom_there_is_nothing_gets_a_tombstone_and_a_report()
    {
        var unknown = "P" + new string('0', 32);
        var before = (await Platform.KeysAsync("")).Count;
        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(Command with { WithdrawalId = "w-2", Pseudonyms = [unknown] }, CancellationToken.None);
        await Platform.Get<WithdrawalExecution>().RunAsync("w-2", () => Task.CompletedTask, CancellationToken.None);
        Assert.Contains(unknown, await Platform.Store.ReadTombstonesAsync(CancellationToken.None));
        Assert.Empty((await WithdrawalReports.FindAsync(Platform.Store, "w-2", CancellationToken.None))!.Report.Found.Objects);
        Assert.Equal(before + 8, (await Platform.KeysAsync("")).Count); // request, marker, tombstone, search, report with its page, signature and key
    }

    [Fact]
    public async Task Command_that_breaks_rules_is_refused_with_every_reason_and_without_the_number()
    {
        var reasons = await Platform.Get<WithdrawalAcceptance>().AcceptAsync(
            new WithdrawPatient { WithdrawalId = "a/b", Pseudonyms = ["4711-secret"], RequestedBy = "", Reason = "two\nlines" }, CancellationToken.None);
        Assert.Equal(4, reasons.Count);
        Assert.DoesNotContain(reasons, reason => reason.Contains("secret", StringComparison.Ordinal));
        Assert.Empty(await Platform.KeysAsync("withdrawals/"));

        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(Command, CancellationToken.None);
        Assert.Empty(await Platform.Get<WithdrawalAcceptance>().AcceptAsync(Command, CancellationToken.None));
        Assert.Contains("another patient", Assert.Single(await Platform.Get<WithdrawalAcceptance>().AcceptAsync(Command with { Pseudonyms = [HospitalStore.Stayer] }, CancellationToken.None)), StringComparison.Ordinal);
        Assert.False(await Platform.Store.IsWithdrawnAsync(HospitalStore.Stayer, CancellationToken.None));
    }

    private async Task WithdrawAsync()
    {
        Assert.Empty(await Platform.Get<WithdrawalAcceptance>().AcceptAsync(Command, CancellationToken.None));
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
        await Platform.Store.DeleteAsync(ObjectKeys.WithdrawalPending("w-1"), CancellationToken.None);
    }

    private async Task<WithdrawalReport> ReportAsync() => (await WithdrawalReports.FindAsync(Platform.Store, "w-1", CancellationToken.None))!.Report;

    private async Task<DatasetManifest> NewestAsync(string dataset) => (await Platform.ObjectsAsync<DatasetManifest>(ObjectKeys.DatasetVersionPrefix(dataset)))[^1];
}
