using MedSsl.Contracts.Privacy;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>A withdrawal as it was accepted.</summary>
/// <param name="Command">The command.</param>
/// <param name="AcceptedAt">When it was accepted (UTC).</param>
public sealed record WithdrawalRequest(WithdrawPatient Command, DateTimeOffset AcceptedAt);
