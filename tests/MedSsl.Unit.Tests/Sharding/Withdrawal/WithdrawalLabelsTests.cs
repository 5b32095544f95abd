using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding.Withdrawal;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>Labels of every kind, in submissions, in the tables of dataset versions, and masks.</summary>
public sealed class WithdrawalLabelsTests : HospitalTests
{
    // As HospitalStore names them: of the patient who leaves, and of the one who stays.
    private const string TheirSeries = "2.25.777002";
    private const string OtherSeries = "2.25.888002";
    private static readonly string Theirs = HospitalStore.Uid(100);
    private static readonly string Others = HospitalStore.Uid(1);

    [Fact]
    public async Task Tables_submissions_and_masks_lose_what_is_of_the_patient_and_keep_the_rest()
    {
        var (own, shared) = (await MaskAsync(1), await MaskAsync(2));
        var submission = Submission(
            Mask(own) with { SopInstanceUid = Theirs, Frame = 0 },
            Mask(shared) with { SopInstanceUid = Theirs, Frame = 1 },
            Mask(shared) with { SopInstanceUid = Others },
            Class("2") with { SeriesUid = TheirSeries },
            Class("3") with { SeriesUid = OtherSeries });
        await LabelObjects.PutAsync(Platform.Store, submission, CancellationToken.None);
        var old = await LabelledVersionAsync("north", submission);

        await WithdrawAsync();

        var version = await NewestAsync("north");
        var rows = await LabelTable.ReadAsync(Platform.Store, Assert.Single(version.Labels!.Tables), CancellationToken.None);
        Assert.Equal(
            [(null, OtherSeries, null), (Others, null, shared.Key), (HospitalStore.Uid(2), (string?)null, (string?)null)],
            rows.Select(row => (row.SopInstanceUid, row.SeriesUid, row.MaskKey)).OrderBy(row => row.SopInstanceUid, StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Chosen));
        var left = (await Platform.Store.ReadJsonAsync<LabelsSubmitted>(ObjectKeys.Labels("north", "masks", "s-9"), CancellationToken.None))!;
        Assert.Equal([Others, null], left.Annotations!.Select(label => label.SopInstanceUid));
        Assert.Equal(["1"], left.Labels.Select(label => label.Value));

        var keys = await Platform.KeysAsync("datasets/");
        Assert.DoesNotContain(old.Tables[0].File.Key, keys);
        Assert.DoesNotContain(own.Key, keys);
        Assert.Contains(shared.Key, keys);
        var report = (await WithdrawalReports.FindAsync(Platform.Store, "w-1", CancellationToken.None))!.Report;
        Assert.Contains(report.Found.Objects, found => found.Key == own.Key);
        Assert.Equal(0, await Platform.Get<WithdrawalReconciler>().ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Dataset_that_has_only_a_label_of_the_patient_gets_a_new_version_too()
    {
        var before = await NewestAsync("clean");
        await LabelledVersionAsync("clean", Submission(Class("2") with { SeriesUid = TheirSeries }));

        await WithdrawAsync();

        var version = await NewestAsync("clean");
        Assert.Equal(before.Version + 2, version.Version);
        Assert.Equal(["1"], (await LabelTable.ReadAsync(Platform.Store, Assert.Single(version.Labels!.Tables), CancellationToken.None)).Select(row => row.Value));
        Assert.Equal(before.Shards, version.Shards);
    }

    private static Annotation Mask(ObjectRef mask) => new() { Kind = AnnotationKinds.Mask, Value = "lesion", Mask = mask };

    private static Annotation Class(string value) => new() { Kind = AnnotationKinds.Class, Value = value };

    /// <summary>A class of an instance of the one who stays, and these.</summary>
    private static LabelsSubmitted Submission(params Annotation[] annotations) => new()
    {
        SubmissionId = "s-9", Dataset = "north", Task = "masks", Source = "reader", SubmittedAt = DateTimeOffset.UnixEpoch,
        Labels = [new InstanceLabel { SopInstanceUid = HospitalStore.Uid(2), Value = "1" }],
        Annotations = annotations,
    };

    private async Task<ObjectRef> MaskAsync(ushort value)
    {
        var mask = SampleCodec.Encode([value, 0, 0, value], 2, 2);
        return (await Platform.Store.PutAsync(ObjectKeys.LabelMask("north", Sha256Digest.Of(mask), "img"), new MemoryStream(mask), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None)).Object;
    }

    private async Task<DatasetLabels> LabelledVersionAsync(string dataset, LabelsSubmitted submission)
    {
        var newest = await NewestAsync(dataset);
        var table = await LabelTable.PutAsync(Platform.Store, dataset, submission.Task, LabelChoice.Resolve(LabelRows.Of(submission)), CancellationToken.None);
        var labels = new DatasetLabels { Rule = LabelChoice.Rule, Tables = [table] };
        var version = newest with { Version = newest.Version + 1, Labels = labels };
        await Platform.Store.PutJsonAsync(ObjectKeys.DatasetVersion(dataset, version.Version), version, PutCondition.IfAbsent, CancellationToken.None);
        return labels;
    }

    private async Task<DatasetManifest> NewestAsync(string dataset) =>
        (await Platform.Store.ReadJsonAsync<DatasetManifest>((await Platform.KeysAsync(ObjectKeys.DatasetVersionPrefix(dataset)))[^1], CancellationToken.None))!;

    private async Task WithdrawAsync()
    {
        await Platform.Get<WithdrawalAcceptance>().AcceptAsync(WithdrawalTests.Command, CancellationToken.None);
        await Platform.Get<WithdrawalExecution>().RunAsync("w-1", () => Task.CompletedTask, CancellationToken.None);
    }
}
