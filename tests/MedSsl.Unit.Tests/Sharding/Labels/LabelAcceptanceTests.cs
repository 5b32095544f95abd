using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Sharding;
using MedSsl.Sharding.Labels;
using MedSsl.Unit.Tests.Hosting;
using Xunit;
using static MedSsl.Unit.Tests.Sharding.Labels.StoredSeries;

namespace MedSsl.Unit.Tests.Sharding.Labels;

public sealed class LabelAcceptanceTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    private IObjectStore Store => platform.Store;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(ShardingExtensions.Module);
        await StoreAsync(Store, "north", "1.1", "1.1.1");
        await StoreAsync(Store, "north", "1.1", "1.1.2");
        await StoreAsync(Store, "north", "1.2", "1.2.1", frames: 3);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Labels_of_every_kind_for_what_is_stored_and_not_sealed_are_kept_as_they_came()
    {
        var submission = Submission(
            "s", Class("1.1.1"), Class("1.2.1") with { Frame = 2 }, Class(null) with { SeriesUid = "1.1" }, Box(Columns, Rows), Box(Columns, Rows) with { SopInstanceUid = "1.2.1", Frame = 0 },
            Mask("1.1.1", await MaskAsync(Store, Columns, Rows)), Mask("1.1.2", await MaskAsync(Store, Columns, Rows, png: true)),
            Mask("1.2.1", await MaskAsync(Store, Columns, 3 * Rows)), Mask("1.2.1", await MaskAsync(Store, Columns, Rows)) with { Frame = 1 },
            Mask(null, await MaskAsync(Store, Columns, 2 * Rows)) with { SeriesUid = "1.1" });
        await AcceptAsync(submission);
        var stored = Assert.Single(await platform.ObjectsAsync<LabelsSubmitted>(ObjectKeys.LabelPrefix("north")));
        Assert.Equal(submission.Annotations, stored.Annotations);
        Assert.Single(await platform.KeysAsync(ObjectKeys.LabelChangePrefix("north")));
    }

    [Fact]
    public async Task Everything_that_does_not_fit_is_named_at_once_and_nothing_is_stored()
    {
        var png = await MaskAsync(Store, Columns, Rows, png: true);
        var reasons = await RejectAsync(Submission(
            "s", Class("1.9.1"), Class("1.9.2"), Class("1.1.1"), Class("1.1.2") with { SeriesUid = "1.2" }, Class(null) with { SeriesUid = "1.9" },
            Class("1.2.1") with { Frame = 3 }, Class("1.1.1") with { Frame = -1 }, Box(Columns + 1, Rows),
            Mask("1.1.1", await MaskAsync(Store, Columns, Rows + 1)), Mask("1.1.2", png with { Bytes = png.Bytes + 1 }), Mask("1.2.1", await MaskAsync(Store, Columns, Rows))));
        Assert.Equal(8, reasons.Count);
        Has("1.9.1, 1.9.2, series 1.9: not stored in dataset 'north'");
        Has("1.1.2: not stored in dataset 'north' in series 1.2");
        Has("1.2.1 frame 3: the frame is out of range: the image has 3");
        Has("1.1.1 frame -1: the frame is out of range: the image has 1");
        Has("1.1.1: the box lies in an image of 7 x 4; the stored one has 6 x 4");
        Has("1.1.1: the mask has 6 x 5 columns and rows; the image has 6 x 4");
        Has("1.1.2: mask: The object");
        Has("wrong length");
        Has("1.2.1: the mask has 6 x 4 columns and rows; the image has 6 x 12");
        Assert.Empty(await platform.KeysAsync("datasets/north/labels/"));
        Assert.Empty(await platform.KeysAsync("datasets/north/relabelled/"));

        void Has(string text) => Assert.Contains(reasons, reason => reason.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mask_that_is_absent_altered_or_no_image_is_refused()
    {
        var absent = await MaskAsync(Store, Columns, Rows);
        await Store.DeleteAsync(absent.Key, CancellationToken.None);
        Assert.Contains("is absent", Assert.Single(await RejectAsync(Submission("s", Mask("1.1.1", absent)))), StringComparison.Ordinal);

        var altered = await MaskAsync(Store, Columns, Rows, png: true);
        await Store.PutAsync(altered.Key, new MemoryStream(new byte[altered.Bytes]), "image/png", PutCondition.Overwrite, CancellationToken.None);
        Assert.Contains("wrong content", Assert.Single(await RejectAsync(Submission("s", Mask("1.1.1", altered)))), StringComparison.Ordinal);

        var text = new MemoryStream("MSSI and no more"u8.ToArray());
        var digest = Sha256Digest.Of(text.ToArray());
        var other = (await Store.PutAsync(ObjectKeys.LabelMask("north", digest, "img"), text, "", PutCondition.Overwrite, CancellationToken.None)).Object;
        Assert.Contains("codec version", Assert.Single(await RejectAsync(Submission("s", Mask("1.1.1", other)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_of_another_dataset_are_known_where_a_manifest_points_at_them()
    {
        var file = await StoreAsync(Store, "source", "1.5", "1.5.1");
        await ManifestAsync(Store, "renormalized", "1.5", ("1.5.1", file));
        await AcceptAsync(Submission("s", Class("1.5.1"), Box(Columns, Rows) with { SopInstanceUid = "1.5.1", SeriesUid = "1.5" }) with { Dataset = "renormalized" });
        await AcceptAsync(Submission("t", Class("1.5.1")) with { Dataset = "renormalized" });
        await RejectAsync(Submission("u", Class("1.1.1")) with { Dataset = "renormalized" });
    }

    [Fact]
    public async Task Instances_that_came_after_the_manifest_of_their_series_are_known()
    {
        var file = await StoreAsync(Store, "north", "1.1", "1.1.1");
        await ManifestAsync(Store, "north", "1.1", ("1.1.1", file));
        await AcceptAsync(Submission("s", Class("1.1.1") with { SeriesUid = "1.1" }));
        await AcceptAsync(Submission("s", Class("1.1.2") with { SeriesUid = "1.1" }));
        await RejectAsync(Submission("s", Class("1.1.3") with { SeriesUid = "1.1" }));
    }

    [Fact]
    public async Task Same_id_again_replaces_what_was_there()
    {
        await AcceptAsync(Submission("s", Class("1.1.1"), Class("1.1.2")));
        await AcceptAsync(Submission("s", Class("1.1.1", "0")));
        Assert.Equal("0", Assert.Single(Assert.Single(await platform.ObjectsAsync<LabelsSubmitted>(ObjectKeys.LabelPrefix("north"))).Annotations!).Value);
    }

    private static Annotation Box(int columns, int rows) => new()
    {
        Kind = "box", Value = "nodule", SopInstanceUid = "1.1.1", Box = new BoundingBox { X = 0, Y = 0.5, Width = 2, Height = 1, ImageColumns = columns, ImageRows = rows },
    };

    private static Annotation Mask(string? instance, ObjectRef mask) => new() { Kind = "mask", Value = "lung", SopInstanceUid = instance, Mask = mask };

    private async Task AcceptAsync(LabelsSubmitted submission)
    {
        var (accepted, rejected) = await platform.Get<LabelAcceptance>().AcceptAsync(submission, CancellationToken.None);
        Assert.True(accepted?.Id == submission.SubmissionId, string.Join('\n', rejected?.Reasons ?? []));
    }

    private async Task<IReadOnlyList<string>> RejectAsync(LabelsSubmitted submission)
    {
        var (accepted, rejected) = await platform.Get<LabelAcceptance>().AcceptAsync(submission, CancellationToken.None);
        Assert.Null(accepted);
        Assert.Equal(("LabelsSubmitted", submission.SubmissionId), (rejected!.Command, rejected.Id));
        return rejected.Reasons;
    }
}
