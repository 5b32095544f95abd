namespace MedSsl.Contracts.Privacy;

/// <summary>Event: what was found of a withdrawn patient is removed, and the report is signed. It names no patient; the report does, by pseudonym.</summary>
public sealed record PatientWithdrawn
{
    /// <summary>Id of the withdrawal.</summary>
    public required string WithdrawalId { get; init; }

    /// <summary>Series that were found, over all datasets.</summary>
    public required int SeriesCount { get; init; }

    /// <summary>Instances that were found.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>Samples that were taken out of shards.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Shards that were written again, or removed where nothing was left.</summary>
    public required int ShardCount { get; init; }

    /// <summary>Objects that were deleted.</summary>
    public required int ObjectCount { get; init; }

    /// <summary>Newest version of each dataset that had the patient: without the patient now.</summary>
    public required IReadOnlyDictionary<string, int> DatasetVersions { get; init; }

    /// <summary>Runs whose dataset version had the patient.</summary>
    public required IReadOnlyList<string> RunIds { get; init; }

    /// <summary>The report (JSON).</summary>
    public required ObjectRef Report { get; init; }

    /// <summary>Its signature: ECDSA with P-256 and SHA-256 over the bytes of the report, DER.</summary>
    public required ObjectRef Signature { get; init; }

    /// <summary>The report for people (HTML).</summary>
    public required ObjectRef ReportPage { get; init; }

    /// <summary>When the withdrawal was complete (UTC).</summary>
    public required DateTimeOffset WithdrawnAt { get; init; }
}
