using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Labels;

/// <summary>
/// Checks a submission of labels against what is stored and keeps it whole, or not at all. The answer is a <see cref="CommandAccepted"/>, or a
/// <see cref="CommandRejected"/> with every reason at once.
/// </summary>
internal sealed class LabelAcceptance(IObjectStore store, MaskObjects masks, TimeProvider time)
{
    public async Task<(CommandAccepted? Accepted, CommandRejected? Rejected)> AcceptAsync(LabelsSubmitted submission, CancellationToken cancellationToken)
    {
        var reasons = LabelRules.Violations(submission);
        if (reasons.Count == 0)
        {
            reasons.AddRange(await MismatchesAsync(submission, cancellationToken));
        }

        if (reasons.Count > 0)
        {
            return (null, new CommandRejected { Id = submission.SubmissionId ?? "", Command = nameof(LabelsSubmitted), Reasons = reasons, RejectedAt = time.GetUtcNow() });
        }

        await LabelObjects.PutAsync(store, submission, cancellationToken);
        return (new CommandAccepted { Id = submission.SubmissionId, AcceptedAt = time.GetUtcNow() }, null);
    }

    private async Task<IEnumerable<string>> MismatchesAsync(LabelsSubmitted submission, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(ObjectKeys.DefinitionPrefix(submission.Dataset), cancellationToken).AnyAsync(cancellationToken))
        {
            return [$"dataset: '{submission.Dataset}' is defined by a filter over others. Label its sources, and define it again."];
        }

        var all = LabelRows.Annotations(submission).ToList();
        var stored = await StoredInstances.FindAsync(store, submission.Dataset, all, cancellationToken);
        var problems = new List<(string Problem, string Subject)>();
        foreach (var annotation in all)
        {
            var problem = stored.Has(annotation) ? await SizeProblemAsync(annotation, stored, cancellationToken) : NotStored(submission.Dataset, annotation);
            if (problem is not null)
            {
                problems.Add((problem, LabelRows.Subject(annotation)));
            }
        }

        return problems.GroupBy(one => one.Problem, one => one.Subject, StringComparer.Ordinal).Select(group => LabelRules.Described(group.Key, group));
    }

    private static string NotStored(string dataset, Annotation annotation) =>
        $"not stored in dataset '{dataset}'{(annotation is { SopInstanceUid: not null, SeriesUid: { } uid } ? $" in series {uid}" : "")}; labels are for what is stored there, by its de-identified UIDs";

    private async Task<string?> SizeProblemAsync(Annotation annotation, StoredInstances stored, CancellationToken cancellationToken)
    {
        if (annotation is { Frame: null, Box: null, Mask: null })
        {
            return null;
        }

        if (await stored.SizeAsync(annotation, cancellationToken) is not { } size)
        {
            return "the stored image says no size";
        }

        if (annotation.Frame is { } frame && (frame < 0 || frame >= size.Frames))
        {
            return $"the frame is out of range: the image has {size.Frames}, counted from 0";
        }

        if (annotation.Box is { } box)
        {
            return (box.ImageColumns, box.ImageRows) == (size.Columns, size.Rows)
                ? null
                : $"the box lies in an image of {box.ImageColumns} x {box.ImageRows}; the stored one has {size.Columns} x {size.Rows} columns and rows";
        }

        return annotation.Mask is null ? null : await MaskProblemAsync(annotation, size, cancellationToken);
    }

    private async Task<string?> MaskProblemAsync(Annotation annotation, ImageSize image, CancellationToken cancellationToken)
    {
        var (size, problem) = await masks.ReadAsync(annotation.Mask!, cancellationToken);
        var expected = (image.Columns, image.Rows * (annotation.Frame is null ? image.Frames : 1));
        return problem ?? (size == expected ? null : $"the mask has {size!.Value.Columns} x {size.Value.Rows} columns and rows; the image has {expected.Columns} x {expected.Item2}");
    }
}
