namespace MedSsl.Contracts.Documents;

/// <summary>Says that a patient was withdrawn. Its name is the pseudonym; it is never removed.</summary>
public sealed record PatientTombstone
{
    /// <summary>Withdrawal that set it.</summary>
    public required string WithdrawalId { get; init; }

    /// <summary>Since when the patient is withdrawn (UTC).</summary>
    public required DateTimeOffset WithdrawnAt { get; init; }
}
