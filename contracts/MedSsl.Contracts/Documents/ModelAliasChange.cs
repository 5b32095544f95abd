namespace MedSsl.Contracts.Documents;

/// <summary>One change of an alias; the newest change says what the alias names.</summary>
public sealed record ModelAliasChange
{
    /// <summary>Version that the alias names since this change.</summary>
    public required int Version { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>When it changed (UTC).</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
