namespace MedSsl.Audit.Chain;

/// <summary>What a check of a chain found.</summary>
public sealed record ChainVerdict
{
    /// <summary>Name of the chain.</summary>
    public required string Chain { get; init; }

    /// <summary>Number of the first record that is there; 0 where there is none.</summary>
    public long FirstSequence { get; init; }

    /// <summary>Number of the last record that is as it was written.</summary>
    public long LastSequence { get; init; }

    /// <summary>Where and how it is broken; null when it is whole.</summary>
    public string? Broken { get; init; }

    /// <summary>What a reader should know of a chain that is whole: what a crash cut off, what was dropped for its age.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whether every record is as it was written.</summary>
    public bool IsWhole => Broken is null;
}
