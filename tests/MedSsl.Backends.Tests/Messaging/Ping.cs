namespace MedSsl.Backends.Tests.Messaging;

/// <summary>The message of the contract suite.</summary>
public sealed record Ping
{
    public required string Id { get; init; }

    public string? Note { get; init; }
}
