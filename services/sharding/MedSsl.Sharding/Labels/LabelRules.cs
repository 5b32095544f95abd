using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Sharding.Labels;

/// <summary>What can be told of a submission of labels without the store: its form.</summary>
internal static class LabelRules
{
    private const int MaxLabels = 10_000;
    private const int MaxExamples = 3;

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

        if (submission.Annotator is { } annotator && !AnnotatorKinds.ByRank.Contains(annotator))
        {
            reasons.Add($"annotator: expected {string.Join(", ", AnnotatorKinds.ByRank)} or nothing, found \"{annotator}\"");
        }

        var all = LabelRows.Annotations(submission).ToList();
        if (all.Count is 0 or > MaxLabels)
        {
            reasons.Add($"labels: expected 1 to {MaxLabels}, annotations included, found {all.Count}");
        }

        var problems = all.Take(MaxLabels).Select((annotation, i) => (Problem: Problem(submission.Dataset, annotation), Where: i < (submission.Labels?.Count ?? 0) ? $"labels[{i}]" : $"annotations[{i - (submission.Labels?.Count ?? 0)}]"));
        foreach (var problem in problems.Where(one => one.Problem is not null).GroupBy(one => one.Problem!, StringComparer.Ordinal))
        {
            reasons.Add(Described(problem.Key, problem.Select(one => one.Where)));
        }

        var repeated = all.Take(MaxLabels).GroupBy(annotation => (LabelRows.Subject(annotation), annotation.Kind, annotation.Finding, Statement(annotation))).Where(group => group.Skip(1).Any()).ToList();
        if (repeated.Count > 0)
        {
            reasons.Add(Described("labelled more than once; one label per subject, and finding, box or mask class", repeated.Select(group => group.Key.Item1)));
        }

        return reasons;
    }

    /// <summary>A reason with how often it holds, and the first places.</summary>
    public static string Described(string problem, IEnumerable<string> places)
    {
        var all = places.ToList();
        return $"{string.Join(", ", all.Take(MaxExamples))}{(all.Count > MaxExamples ? $" and {all.Count - MaxExamples} more" : "")}: {problem}";
    }

    /// <summary>A class is one answer for its subject; boxes may lie beside each other, and masks of several classes over each other.</summary>
    private static object? Statement(Annotation annotation) => annotation.Kind switch
    {
        AnnotationKinds.Box => (annotation.Value, annotation.Box),
        AnnotationKinds.Mask => annotation.Value,
        _ => null,
    };

    private static string? Problem(string dataset, Annotation annotation)
    {
        if (string.IsNullOrEmpty(annotation.SopInstanceUid) && (string.IsNullOrEmpty(annotation.SeriesUid) || annotation.Frame is not null))
        {
            return "expected sopInstanceUid, or seriesUid alone for a whole series";
        }

        if (new[] { annotation.SopInstanceUid, annotation.SeriesUid }.FirstOrDefault(uid => uid is not null && !IsUid(uid)) is { } odd)
        {
            return $"expected a UID of digits and dots, found \"{odd}\"";
        }

        if (string.IsNullOrWhiteSpace(annotation.Value))
        {
            return "value is missing";
        }

        if ((annotation.Finding is not null) != (annotation.Kind == AnnotationKinds.Finding)
            || (annotation.Box is not null) != (annotation.Kind == AnnotationKinds.Box)
            || (annotation.Mask is not null) != (annotation.Kind == AnnotationKinds.Mask))
        {
            return AnnotationKinds.All.Contains(annotation.Kind)
                ? $"kind {annotation.Kind} has {(annotation.Kind == AnnotationKinds.Class ? "neither finding nor box nor mask" : $"{annotation.Kind} and none of the others")}"
                : UnknownKind(annotation.Kind);
        }

        return annotation.Kind switch
        {
            AnnotationKinds.Class => null,
            AnnotationKinds.Finding when Names.Violation(annotation.Finding) is { } violation => $"finding: {violation}",
            AnnotationKinds.Finding => FindingValues.All.Contains(annotation.Value) ? null : $"value of a finding: expected {string.Join(", ", FindingValues.All)}, found \"{annotation.Value}\"",
            AnnotationKinds.Box => BoxProblem(annotation),
            AnnotationKinds.Mask => MaskProblem(dataset, annotation.Mask!),
            _ => UnknownKind(annotation.Kind),
        };
    }

    private static bool IsUid(string text) => Names.Violation(text) is null && text.All(character => char.IsAsciiDigit(character) || character == '.');

    private static string UnknownKind(string kind) => $"kind: expected {string.Join(", ", AnnotationKinds.All)}, found \"{kind}\"";

    private static string? BoxProblem(Annotation annotation)
    {
        var box = annotation.Box!;
        if (annotation.SopInstanceUid is null)
        {
            return "a box is in an image: expected sopInstanceUid";
        }

        if (box is not { Width: > 0, Height: > 0 })
        {
            return "the box is empty: expected width and height above 0";
        }

        return box.X >= 0 && box.Y >= 0 && box.X + box.Width <= box.ImageColumns && box.Y + box.Height <= box.ImageRows
            ? null
            : $"the box reaches out of its image of {box.ImageColumns} x {box.ImageRows}";
    }

    private static string? MaskProblem(string dataset, ObjectRef mask)
    {
        if (mask.Sha256 is not { Length: 64 } digest || !digest.All(char.IsAsciiHexDigitLower))
        {
            return "mask: expected sha256 of 64 hexadecimal digits";
        }

        var keys = MaskObjects.KeysOf(dataset, digest);
        return keys.Contains(mask.Key) ? null : $"mask: expected its key to be {string.Join(" or ", keys)}";
    }
}
