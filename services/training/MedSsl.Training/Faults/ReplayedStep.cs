using MedSsl.Learning.Training.Health;

namespace MedSsl.Training.Faults;

/// <summary>A step that failed, taken again.</summary>
/// <param name="Recorded">What was found when it failed.</param>
/// <param name="Again">What is found now; null where all is finite.</param>
/// <param name="Loss">The loss in nats; null where it failed again.</param>
public sealed record ReplayedStep(StepFault Recorded, StepFault? Again, double? Loss);
