namespace MedSsl.Contracts.Privacy;

/// <summary>
/// Command: take a patient out of everything, and refuse what comes of the patient later. Public: anybody who may publish on the bus can send it as plain
/// JSON. It is answered once the tombstone is durable, which cannot be taken back.
/// </summary>
public sealed record WithdrawPatient
{
    /// <summary>Id of the withdrawal, chosen by the sender; the same id again changes nothing.</summary>
    public required string WithdrawalId { get; init; }

    /// <summary>Pseudonyms of the one patient: several where the site key was changed, or the patient had several numbers.</summary>
    public required IReadOnlyList<string> Pseudonyms { get; init; }

    /// <summary>Who asks for it, for example a role or a ticket. It stands in the report and must not name the patient.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Why, for example <c>consent revoked</c>. It stands in the report and must not name the patient.</summary>
    public required string Reason { get; init; }
}
