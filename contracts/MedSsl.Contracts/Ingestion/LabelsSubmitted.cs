namespace MedSsl.Contracts.Ingestion;

/// <summary>
/// Labels of one task for stored instances and series of a dataset, whether they are in a version of it yet or not. Public: anybody who may publish on the
/// bus can send it as plain JSON. At most 10,000 labels a message. It is stored whole, or refused with every reason at once.
/// </summary>
public sealed record LabelsSubmitted
{
    /// <summary>Id given by the sender; the same id again replaces the earlier submission.</summary>
    public required string SubmissionId { get; init; }

    /// <summary>Dataset the labels are for.</summary>
    public required string Dataset { get; init; }

    /// <summary>Name of the task, for example <c>cxr_abnormality</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Who says so: a reader, a report parser, a research set.</summary>
    public required string Source { get; init; }

    /// <summary>Classes of instances, one per instance; may be empty where there are <see cref="Annotations"/>.</summary>
    public required IReadOnlyList<InstanceLabel> Labels { get; init; }

    /// <summary>Labels of any kind, of frames, instances and series; null where there are none.</summary>
    public IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>Who or what made them, one of <see cref="AnnotatorKinds"/>; null where the sender does not say.</summary>
    public string? Annotator { get; init; }

    /// <summary>When they were made (UTC); null for <see cref="SubmittedAt"/>.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When they were sent (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}
