namespace MedSsl.Learning.Training.Health;

/// <summary>A collapse that was found, with its likely cause and what to do about it. Words for a person; programs go by <see cref="Cause"/>.</summary>
public sealed record HealthFinding
{
    /// <summary>Steps done when it was found.</summary>
    public required long Step { get; init; }

    /// <summary>The modality that shows it.</summary>
    public required string Modality { get; init; }

    /// <summary>What most likely made it.</summary>
    public required CollapseCause Cause { get; init; }

    /// <summary>By what it shows.</summary>
    public required string Sign { get; init; }

    /// <summary>The figures that speak for the cause.</summary>
    public required string Evidence { get; init; }

    /// <summary>What to change, with numbers.</summary>
    public required string Cure { get; init; }

    /// <summary>All of it in one sentence each.</summary>
    public override string ToString() => $"step {Step}, {Modality}: {Sign}. Likely cause: {Cause} ({Evidence}). Cure: {Cure}";
}
