namespace MedSsl.Contracts;

/// <summary>Answer to a command that cannot be done, with every reason at once. It is also published as an event.</summary>
public sealed record CommandRejected
{
    /// <summary>Id the sender gave; empty where it gave none.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the command, for example <c>StartTraining</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Every reason: what was expected, what was found, what to do.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>When it was refused (UTC).</summary>
    public required DateTimeOffset RejectedAt { get; init; }
}
