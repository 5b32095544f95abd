namespace MedSsl.Contracts.Ingestion;

/// <summary>What happens to an instance that comes with other content than the one stored under its SOP Instance UID.</summary>
public static class ConflictPolicies
{
    /// <summary>The stored one stays, the other one goes to the quarantine and is told of as refused too.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>The stored one stays, the other one is dropped.</summary>
    public const string KeepFirst = "keep-first";

    /// <summary>The other one replaces the stored one; its series is completed and normalized again.</summary>
    public const string KeepNewest = "keep-newest";
}
