namespace MedSsl.Contracts.Documents;

/// <summary>What became of the definition of a dataset.</summary>
public sealed record DefinitionOutcome
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>The version that has its samples; null when there is none.</summary>
    public int? Version { get; init; }

    /// <summary>Why there is none; empty when there is a version.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Samples that were left after each criterion, for example <c>modalities: 120</c>, the sources first.</summary>
    public required IReadOnlyList<string> Left { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset EndedAt { get; init; }
}
