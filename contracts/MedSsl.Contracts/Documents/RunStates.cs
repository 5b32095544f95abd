namespace MedSsl.Contracts.Documents;

/// <summary>What is to become of a run.</summary>
public static class RunStates
{
    /// <summary>It is trained, or waits for a process that is free.</summary>
    public const string Running = "running";

    /// <summary>It rests until it is resumed.</summary>
    public const string Paused = "paused";

    /// <summary>It ends without a model, for good.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It is at its end, with a model or a failure: too late to pause or cancel it.</summary>
    public const string Ended = "ended";
}
