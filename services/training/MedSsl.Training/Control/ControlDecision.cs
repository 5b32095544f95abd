namespace MedSsl.Training.Control;

/// <summary>What a command to pause, resume or cancel a run comes down to.</summary>
/// <param name="IsChange">Whether the state of the run changes.</param>
/// <param name="Note">Says that the run is so already, where it is; null otherwise.</param>
/// <param name="Refusal">Why it cannot be done; null where it can.</param>
internal sealed record ControlDecision(bool IsChange, string? Note, string? Refusal)
{
    public static ControlDecision Change { get; } = new(true, null, null);

    public static ControlDecision Already(string note) => new(false, note, null);

    public static ControlDecision Refuse(string reason) => new(false, null, reason);
}
