using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Sharding.Labels;

/// <summary>What a submission of labels must obey.</summary>
internal static class LabelRules
{
    private const int MaxLabels = 10_000;

    /// <summary>Every rule that is broken, in words; empty when the submission is good.</summary>
    public static List<string> Violations(LabelsSubmitted submission)
    {
        var reasons = new List<string>();
        foreach (var (field, value) in ((string, string)[])[("dataset", submission.Dataset), ("task", submission.Task), ("submissionId", submission.SubmissionId)])
        {
            if (Names.Violation(value) is { } violation)
            {
                reasons.Add($"{field}: {violation}");
            }
        }

        if (submission.Labels is not { Count: > 0 and <= MaxLabels })
        {
            reasons.Add($"labels: expected 1 to {MaxLabels}, found {submission.Labels?.Count ?? 0}");
        }

        var repeated = submission.Labels?.GroupBy(label => label.SopInstanceUid, StringComparer.Ordinal).Count(group => group.Count() > 1) ?? 0;
        if (repeated > 0)
        {
            reasons.Add($"labels: {repeated} instances are labelled more than once; one label per instance");
        }

        var empty = submission.Labels?.Count(label => string.IsNullOrEmpty(label.SopInstanceUid) || string.IsNullOrEmpty(label.Value)) ?? 0;
        if (empty > 0)
        {
            reasons.Add($"labels: {empty} lack sopInstanceUid or value");
        }

        return reasons;
    }
}
