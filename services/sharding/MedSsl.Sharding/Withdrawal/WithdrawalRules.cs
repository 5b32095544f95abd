using MedSsl.Contracts;
using MedSsl.Contracts.Privacy;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>What a command to withdraw a patient must obey.</summary>
internal static class WithdrawalRules
{
    private const int MaxPseudonyms = 20;
    private const int MaxText = 200;

    /// <summary>Every rule that is broken, in words; empty when the command is good.</summary>
    public static List<string> Violations(WithdrawPatient command)
    {
        var reasons = new List<string>();
        if (Names.Violation(command.WithdrawalId) is { } violation)
        {
            reasons.Add($"withdrawalId: {violation}");
        }

        if (command.Pseudonyms is not { Count: > 0 and <= MaxPseudonyms })
        {
            reasons.Add($"pseudonyms: expected 1 to {MaxPseudonyms}, found {command.Pseudonyms?.Count ?? 0}");
        }

        // What is no pseudonym is not repeated: it may be the patient's own number.
        var wrong = command.Pseudonyms?.Count(pseudonym => !IsPseudonym(pseudonym)) ?? 0;
        if (wrong > 0)
        {
            reasons.Add($"pseudonyms: {wrong} are not P and 32 hexadecimal digits; `medssl withdraw start --patient-id -` makes them from the patient's own number");
        }

        foreach (var (field, text) in ((string, string?)[])[("requestedBy", command.RequestedBy), ("reason", command.Reason)])
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText || text.Any(char.IsControl))
            {
                reasons.Add($"{field}: expected 1 to {MaxText} characters on one line, found {text?.Length ?? 0}");
            }
        }

        return reasons;
    }

    /// <summary>As ingestion makes them.</summary>
    private static bool IsPseudonym(string? text) => text is { Length: 33 } && text[0] == 'P' && text.Skip(1).All(char.IsAsciiHexDigitLower);
}
