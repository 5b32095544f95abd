using MedSsl.Learning.Training.Health;

namespace MedSsl.Training.Runs;

/// <summary>A run ended its training because it looks collapsed and its recipe does not want it to go on so.</summary>
internal sealed class RunCollapsedException(HealthFinding finding, int rollBacks) : Exception(finding.ToString())
{
    /// <summary>How often it went back before.</summary>
    public int RollBacks { get; } = rollBacks;
}
