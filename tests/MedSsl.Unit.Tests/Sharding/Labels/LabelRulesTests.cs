using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.Sharding.Labels;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Labels;

public sealed class LabelRulesTests
{
    private const string Digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    private static readonly LabelsSubmitted Good = new()
    {
        SubmissionId = "s-1",
        Dataset = "north",
        Task = "nodule",
        Source = "reader",
        Labels = [new InstanceLabel { SopInstanceUid = "1.2", Value = "1" }, new InstanceLabel { SopInstanceUid = "1.3", Value = "0" }],
        SubmittedAt = DateTimeOffset.UnixEpoch,
    };

    private static readonly Annotation Finding = new() { Kind = "finding", Finding = "effusion", Value = "present", SopInstanceUid = "1.2" };

    private static readonly Annotation Box = new()
    {
        Kind = "box", Value = "nodule", SopInstanceUid = "1.2", Box = new BoundingBox { X = 1, Y = 2, Width = 3, Height = 4, ImageColumns = 4, ImageRows = 6 },
    };

    private static readonly Annotation Mask = new()
    {
        Kind = "mask", Value = "lung", SeriesUid = "1.9", Mask = new ObjectRef { Bucket = "b", Key = $"datasets/north/masks/{Digest}.png", Sha256 = Digest, Bytes = 9, MediaType = "image/png" },
    };

    public static TheoryData<string, Annotation> Bad => new()
    {
        { "expected sopInstanceUid, or seriesUid alone", Finding with { SopInstanceUid = null } },
        { "expected sopInstanceUid, or seriesUid alone", Finding with { SopInstanceUid = null, SeriesUid = "1.9", Frame = 2 } },
        { "expected a UID of digits and dots, found \"../1\"", Finding with { SeriesUid = "../1" } },
        { "value is missing", Finding with { Value = " " } },
        { "kind: expected class, finding, box, mask, found \"circle\"", Finding with { Kind = "circle" } },
        { "kind: expected class, finding, box, mask, found \"circle\"", Finding with { Kind = "circle", Finding = null } },
        { "kind class has neither finding nor box nor mask", Finding with { Kind = "class" } },
        { "kind finding has finding and none of the others", Finding with { Box = Box.Box } },
        { "kind box has box and none of the others", Finding with { Kind = "box" } },
        { "expected present, absent, missing, found \"yes\"", Finding with { Value = "yes" } },
        { "finding: expected letters", Finding with { Finding = "a/b" } },
        { "a box is in an image", Box with { SopInstanceUid = null, SeriesUid = "1.9" } },
        { "the box is empty", Box with { Box = Box.Box! with { Width = 0 } } },
        { "the box is empty", Box with { Box = Box.Box! with { Height = -1 } } },
        { "reaches out of its image of 4 x 6", Box with { Box = Box.Box! with { Width = 3.1 } } },
        { "reaches out of its image of 4 x 6", Box with { Box = Box.Box! with { Height = 4.1 } } },
        { "reaches out of its image of 4 x 6", Box with { Box = Box.Box! with { X = -0.1 } } },
        { "reaches out of its image of 4 x 6", Box with { Box = Box.Box! with { Y = -0.1 } } },
        { "mask: expected sha256 of 64", Mask with { Mask = Mask.Mask! with { Sha256 = "AB" } } },
        { "mask: expected its key to be datasets/north/masks/", Mask with { Mask = Mask.Mask! with { Key = "raw/north/x" } } },
    };

    [Fact]
    public void Violations_good_submission_has_none()
    {
        Assert.Empty(LabelRules.Violations(Good));
        Assert.Empty(LabelRules.Violations(Good with
        {
            Labels = [],
            Annotator = "expert",
            Annotations =
            [
                Finding, Finding with { Finding = "nodule" }, Finding with { Frame = 0 }, Finding with { SopInstanceUid = null, SeriesUid = "1.9" },
                Box, Box with { Box = Box.Box! with { X = 0 } }, Mask, Mask with { Value = "heart" }, new Annotation { Kind = "class", Value = "1", SopInstanceUid = "1.2" },
            ],
        }));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Violations_bad_annotation_is_named_with_what_was_expected(string problem, Annotation bad)
    {
        var reason = Assert.Single(LabelRules.Violations(Good with { Annotations = [Finding with { Finding = "other" }, bad] }));
        Assert.StartsWith("annotations[1]: ", reason, StringComparison.Ordinal);
        Assert.Contains(problem, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Violations_every_broken_rule_is_named_at_once()
    {
        var reasons = LabelRules.Violations(Good with
        {
            Dataset = "",
            Task = "../escape",
            SubmissionId = "a/b",
            Annotator = "wizard",
            Labels = [Good.Labels[0], Good.Labels[0], new InstanceLabel { SopInstanceUid = "", Value = "1" }, new InstanceLabel { SopInstanceUid = "1.4", Value = "" }],
        });
        Assert.Equal(["dataset", "task", "submissionId", "annotator", "labels[2]", "labels[3]", "1.2"], reasons.Select(reason => reason[..reason.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Fact]
    public void Violations_what_is_said_twice_is_named_once_and_counted()
    {
        var reason = Assert.Single(LabelRules.Violations(Good with { Annotations = [.. new[] { 4, 5, 6, 7, 8 }.SelectMany(i => Enumerable.Repeat(Finding with { SopInstanceUid = $"1.{i}" }, 2)), Mask, Mask with { Detail = "again" }] }));
        Assert.StartsWith("1.4, 1.5, 1.6 and 3 more: labelled more than once", reason, StringComparison.Ordinal);
        Assert.Empty(LabelRules.Violations(Good with { Annotations = [Finding, Finding with { Value = "absent", Frame = 1 }] }));
        Assert.Single(LabelRules.Violations(Good with { Annotations = [Finding, Finding with { Value = "absent" }] }));
        Assert.Single(LabelRules.Violations(Good with { Annotations = [Box, Box] }));
        Assert.Single(LabelRules.Violations(Good with { Annotations = [new Annotation { Kind = "class", Value = "0", SopInstanceUid = "1.2" }] }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void Violations_number_of_labels_is_bounded(int count)
    {
        var labels = Enumerable.Range(0, count).Select(i => new InstanceLabel { SopInstanceUid = $"1.{i}", Value = "1" }).ToList();
        Assert.Contains($"found {count}", Assert.Single(LabelRules.Violations(Good with { Labels = labels })), StringComparison.Ordinal);
    }

    [Fact]
    public void Violations_submission_without_labels_at_all_is_refused_not_a_crash() =>
        Assert.Contains("found 0", Assert.Single(LabelRules.Violations(Good with { Labels = null! })), StringComparison.Ordinal);
}
