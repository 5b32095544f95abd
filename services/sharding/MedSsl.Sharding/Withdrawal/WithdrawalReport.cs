using MedSsl.Contracts.Documents;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>The report on a withdrawal: what was found, what was removed, what remains. Its bytes are signed.</summary>
public sealed record WithdrawalReport
{
    /// <summary>The only format so far.</summary>
    public const string CurrentFormat = "medssl-withdrawal-report-1";

    /// <summary>Format: <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Which report on this withdrawal it is, from 1; it replaces those before.</summary>
    public required int Number { get; init; }

    /// <summary>How many searches it covers.</summary>
    public required int Searches { get; init; }

    /// <summary>The withdrawal as it was accepted.</summary>
    public required WithdrawalRequest Request { get; init; }

    /// <summary>When everything was removed that was found (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>All that was found, and is removed or written again without the patient.</summary>
    public required PatientFindings Found { get; init; }

    /// <summary>What became of each shard: the id of its replacement, empty where nothing was left.</summary>
    public required IReadOnlyDictionary<string, string> Replacements { get; init; }

    /// <summary>Newest version of each dataset that had the patient.</summary>
    public required IReadOnlyDictionary<string, int> DatasetVersions { get; init; }

    /// <summary>Runs whose dataset version had the patient, and those that began with weights of theirs.</summary>
    public required IReadOnlyList<WithdrawalStamp> Runs { get; init; }

    /// <summary>Versions of models that these runs made.</summary>
    public required IReadOnlyList<StampedModel> Models { get; init; }

    /// <summary>How many of the patient's samples each reference energy was fitted on, by its key.</summary>
    public required IReadOnlyDictionary<string, int> References { get; init; }

    /// <summary>What remains, in sentences.</summary>
    public required IReadOnlyList<string> Remains { get; init; }

    /// <summary>SHA-256 of the public key that its signature is checked with (SubjectPublicKeyInfo).</summary>
    public required string KeyFingerprint { get; init; }
}
