namespace MedSsl.Training.Control;

/// <summary>What a command to pause, resume or cancel a run comes down to.</summary>
/// <param name="IsChange">Whether the state of the run changes.</param>
/// <param name="Note">Says that the run is so already, where it is; null otherwise.</param>
/// <param name="Refusals">Every reason why it cannot be done; empty where it can.</param>
internal sealed record ControlDecision(bool IsChange, string? Note, IReadOnlyList<string> Refusals)
{
    public static ControlDecision Change { get; } = new(true, null, []);

    public static ControlDecision Already(string note) => new(false, note, []);

    public static ControlDecision Refuse(params IReadOnlyList<string> reasons) => new(false, null, reasons);
}
