namespace MedSsl.Contracts.Ingestion;

/// <summary>
/// Labels for instances that are, or will be, in a dataset. Public: anybody who may publish on the bus can send it as plain JSON.
/// Sent per series or smaller: at most 10,000 labels a message.
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

    /// <summary>One label per instance.</summary>
    public required IReadOnlyList<InstanceLabel> Labels { get; init; }

    /// <summary>When the labels were made or sent (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}
