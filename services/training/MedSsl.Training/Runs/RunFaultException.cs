using MedSsl.Learning.Training.Health;

namespace MedSsl.Training.Runs;

/// <summary>A step of a run gave numbers that are not finite, and would again.</summary>
internal sealed class RunFaultException(StepFaultException cause, byte[] checkpoint) : Exception(cause.Message, cause)
{
    public StepFault Fault { get; } = cause.Fault;

    /// <summary>The state before the step.</summary>
    public byte[] Checkpoint { get; } = checkpoint;
}
