using MedSsl.Contracts.Ingestion;
using MedSsl.Sharding.Labels;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

public sealed class LabelRulesTests
{
    private static readonly LabelsSubmitted Good = new()
    {
        SubmissionId = "s-1",
        Dataset = "north",
        Task = "nodule",
        Source = "reader",
        Labels = [new InstanceLabel { SopInstanceUid = "1.2", Value = "1" }, new InstanceLabel { SopInstanceUid = "1.3", Value = "0" }],
        SubmittedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Violations_good_submission_has_none() => Assert.Empty(LabelRules.Violations(Good));

    [Fact]
    public void Violations_every_broken_rule_is_named_at_once()
    {
        var reasons = LabelRules.Violations(Good with
        {
            Dataset = "",
            Task = "../escape",
            SubmissionId = "a/b",
            Labels = [Good.Labels[0], Good.Labels[0], new InstanceLabel { SopInstanceUid = "", Value = "1" }, new InstanceLabel { SopInstanceUid = "1.4", Value = "" }],
        });
        Assert.Equal(["dataset:", "task:", "submissionId:", "labels: 1 instances are labelled more than once", "labels: 2 lack"], reasons.Select(reason =>
            reason.StartsWith("labels: 1", StringComparison.Ordinal) ? reason[..47] : reason.StartsWith("labels", StringComparison.Ordinal) ? reason[..14] : reason[..(reason.IndexOf(':', StringComparison.Ordinal) + 1)]));
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
