using MedSsl.Contracts.Ingestion;

namespace MedSsl.Catalogue.Labels;

/// <summary>The statements of a submission.</summary>
public static class LabelRows
{
    /// <summary>One row for each label and annotation, none of them chosen.</summary>
    public static IEnumerable<LabelRow> Of(LabelsSubmitted submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return Annotations(submission).Select(annotation => new LabelRow
        {
            Task = submission.Task,
            Kind = annotation.Kind,
            SopInstanceUid = annotation.SopInstanceUid,
            Frame = annotation.Frame,
            SeriesUid = annotation.SeriesUid,
            Finding = annotation.Finding,
            Value = annotation.Value.Trim(),
            BoxX = annotation.Box?.X,
            BoxY = annotation.Box?.Y,
            BoxWidth = annotation.Box?.Width,
            BoxHeight = annotation.Box?.Height,
            ImageColumns = annotation.Box?.ImageColumns,
            ImageRows = annotation.Box?.ImageRows,
            MaskKey = annotation.Mask?.Key,
            MaskSha256 = annotation.Mask?.Sha256,
            MaskBytes = annotation.Mask?.Bytes,
            Detail = annotation.Detail,
            SplitHint = annotation.SplitHint,
            Source = submission.Source,
            Annotator = submission.Annotator,
            MadeAt = (submission.MadeAt ?? submission.SubmittedAt).UtcDateTime,
            Submission = submission.SubmissionId,
        });
    }

    /// <summary>All that a submission says, its labels of instances as annotations too.</summary>
    public static IEnumerable<Annotation> Annotations(LabelsSubmitted submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return (submission.Labels ?? []).Select(label => new Annotation
        {
            Kind = AnnotationKinds.Class,
            Value = label.Value,
            SopInstanceUid = label.SopInstanceUid,
            SeriesUid = label.SeriesUid,
            Detail = label.Detail,
            SplitHint = label.SplitHint,
        }).Concat(submission.Annotations ?? []);
    }

    /// <summary>What an annotation is about, in words.</summary>
    public static string Subject(Annotation annotation)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        return annotation switch
        {
            { SopInstanceUid.Length: > 0, Frame: { } frame } => $"{annotation.SopInstanceUid} frame {frame}",
            { SopInstanceUid.Length: > 0 } => annotation.SopInstanceUid,
            _ => $"series {annotation.SeriesUid}",
        };
    }
}
