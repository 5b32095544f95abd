namespace MedSsl.Shards;

/// <summary>The labels of a dataset version: an immutable table for each task.</summary>
public sealed record DatasetLabels
{
    /// <summary>Names the rule by which contradicting labels were resolved (docs/labels.md).</summary>
    public required string Rule { get; init; }

    /// <summary>The tables, in ordinal order of their tasks.</summary>
    public required IReadOnlyList<LabelTablePart> Tables { get; init; }
}
