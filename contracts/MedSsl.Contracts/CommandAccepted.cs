namespace MedSsl.Contracts;

/// <summary>Answer to a command: it is recorded and will be worked on, whatever crashes.</summary>
public sealed record CommandAccepted
{
    /// <summary>Id of the work: a run id, a benchmark id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was recorded (UTC).</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Says so where the command found done already what it asks for; null otherwise.</summary>
    public string? Note { get; init; }
}
