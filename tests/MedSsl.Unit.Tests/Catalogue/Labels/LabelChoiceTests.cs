using MedSsl.Catalogue.Labels;
using MedSsl.Contracts.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Catalogue.Labels;

public sealed class LabelChoiceTests
{
    [Theory]
    [InlineData("consensus", "expert")]
    [InlineData("expert", "reader")]
    [InlineData("reader", "report")]
    [InlineData("report", "model")]
    [InlineData("model", null)]
    [InlineData("model", "alien")]
    public void Resolve_believes_the_annotator_of_higher_rank_however_old(string? high, string? low) =>
        Assert.Equal("old", Chosen(Row("old", minute: 1, annotator: high), Row("new", minute: 2, annotator: low)));

    [Fact]
    public void Resolve_of_equal_rank_the_newest_and_of_equal_time_the_larger_id()
    {
        Assert.Equal("a", Chosen(Row("a", minute: 2), Row("b", minute: 1)));
        Assert.Equal("b", Chosen(Row("a", minute: 1), Row("b", minute: 1)));
    }

    [Fact]
    public void Resolve_a_finding_that_is_missing_gives_way_to_any_statement()
    {
        Assert.Equal("m", Chosen(Finding("e", FindingValues.Missing, "expert"), Finding("m", FindingValues.Absent, "model")));
        Assert.Equal("e", Chosen(Finding("e", FindingValues.Missing, "expert"), Finding("m", FindingValues.Missing, "model")));
    }

    [Fact]
    public void Resolve_takes_all_boxes_of_one_submission_and_never_mixes_two()
    {
        var rows = LabelChoice.Resolve([Box("a", 1), Box("a", 2), Box("b", 3, "expert"), Box("b", 4, "expert"), Box("a", 5) with { Frame = 1 }]);
        Assert.Equal([3, 4, 5], rows.Where(row => row.Chosen).Select(row => row.BoxX!.Value).Order());
    }

    [Fact]
    public void Resolve_subjects_findings_and_kinds_do_not_meet()
    {
        LabelRow[] rows =
        [
            Row("a"), Row("b") with { Frame = 0 }, Row("c") with { SopInstanceUid = null, SeriesUid = "9" }, Finding("d", "present"), Finding("e", "present") with { Finding = "nodule" },
            Box("f", 1), Mask("g", "lung"), Mask("h", "heart"),
        ];
        Assert.All(LabelChoice.Resolve(rows), row => Assert.True(row.Chosen));
    }

    [Fact]
    public void Resolve_the_series_told_beside_an_instance_makes_no_other_subject() =>
        Assert.Equal("b", Chosen(Row("a") with { SeriesUid = "9" }, Row("b")));

    [Fact]
    public void Resolve_keeps_every_statement_and_its_order_is_that_of_no_input()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Row($"s{i % 7}", minute: i % 3, annotator: i % 2 == 0 ? "expert" : null) with { SopInstanceUid = $"1.{i / 7}" }).ToList();
        var resolved = LabelChoice.Resolve(rows);
        Assert.Equal(resolved, LabelChoice.Resolve(Enumerable.Reverse(rows)));
        Assert.Equal(40, resolved.Count);
        Assert.Equal(6, resolved.Count(row => row.Chosen));
    }

    internal static LabelRow Row(string submission, int minute = 0, string? annotator = null) => new()
    {
        Task = "t", Kind = AnnotationKinds.Class, SopInstanceUid = "1.2", Value = submission, Source = "s", Annotator = annotator, Submission = submission,
        MadeAt = DateTime.UnixEpoch.AddMinutes(minute),
    };

    internal static LabelRow Box(string submission, double x, string? annotator = null) =>
        Row(submission, annotator: annotator) with { Kind = AnnotationKinds.Box, Value = "nodule", BoxX = x, BoxY = 0.5, BoxWidth = 2, BoxHeight = 3, ImageColumns = 64, ImageRows = 48 };

    internal static LabelRow Finding(string submission, string value, string? annotator = null) =>
        Row(submission, annotator: annotator) with { Kind = AnnotationKinds.Finding, Finding = "effusion", Value = value };

    internal static LabelRow Mask(string submission, string value) =>
        Row(submission) with { Kind = AnnotationKinds.Mask, Value = value, MaskKey = "k", MaskSha256 = "d", MaskBytes = 7 };

    private static string Chosen(params LabelRow[] rows) => Assert.Single(LabelChoice.Resolve(rows), row => row.Chosen).Submission;
}
