namespace MedSsl.Contracts.Documents;

/// <summary>One change of what is to become of a run; the newest change counts. A run without any is to be trained.</summary>
public sealed record RunControlChange
{
    /// <summary>What is to become of the run since this change, one of <see cref="RunStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>When it changed (UTC).</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
