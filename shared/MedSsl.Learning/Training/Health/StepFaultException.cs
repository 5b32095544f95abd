namespace MedSsl.Learning.Training.Health;

/// <summary>A step gave numbers that are not finite; the trainer is as it was before.</summary>
public sealed class StepFaultException(StepFault fault, Exception cause) : Exception($"Step {fault.Step}: {fault.Message}", cause)
{
    /// <summary>What happened.</summary>
    public StepFault Fault { get; } = fault;
}
