namespace MedSsl.Dashboard.Timelines;

/// <summary>States of a <see cref="TimelineStep"/>.</summary>
public static class StepStates
{
    /// <summary>It happened.</summary>
    public const string Done = "done";

    /// <summary>It will happen by itself, or when somebody does what the step says.</summary>
    public const string Waiting = "waiting";

    /// <summary>Inputs were refused and lie in the quarantine.</summary>
    public const string Refused = "refused";

    /// <summary>It was tried and cannot succeed as things are.</summary>
    public const string Failed = "failed";

    /// <summary>Its turn has not come.</summary>
    public const string NotYet = "not yet";
}
