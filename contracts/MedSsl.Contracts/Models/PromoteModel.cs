namespace MedSsl.Contracts.Models;

/// <summary>Command: point an alias of a model at one of its versions. Public: may be sent as plain JSON.</summary>
public sealed record PromoteModel
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Alias, for example <c>production</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>Version that the alias is to name.</summary>
    public required int Version { get; init; }

    /// <summary>Who asks, for the history of the alias.</summary>
    public required string RequestedBy { get; init; }
}
