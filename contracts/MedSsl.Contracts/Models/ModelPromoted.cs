namespace MedSsl.Contracts.Models;

/// <summary>Event: an alias names another version now.</summary>
public sealed record ModelPromoted
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Alias, for example <c>production</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>Version that the alias names.</summary>
    public required int Version { get; init; }

    /// <summary>When it changed (UTC).</summary>
    public required DateTimeOffset PromotedAt { get; init; }
}
