using MedSsl.Audit.Messages;

namespace MedSsl.Ingestion.Audit;

/// <summary>A line of the notes: so many more objects of a transfer, or that its message is in the trail.</summary>
internal sealed record TransferNote
{
    /// <summary>The transfer; later objects of the same study and sender are another one when the message of the first is being written.</summary>
    public required string Transfer { get; init; }

    /// <summary>What it is of; null when the message was written.</summary>
    public TransferKey? Key { get; init; }

    /// <summary>How much more came; null when the message was written.</summary>
    public SopClassCount? More { get; init; }

    public required DateTimeOffset At { get; init; }
}
