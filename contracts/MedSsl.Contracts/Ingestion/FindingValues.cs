namespace MedSsl.Contracts.Ingestion;

/// <summary>What can be said of a finding.</summary>
public static class FindingValues
{
    /// <summary>It is there.</summary>
    public const string Present = "present";

    /// <summary>It is not there.</summary>
    public const string Absent = "absent";

    /// <summary>It was not looked for, or could not be told.</summary>
    public const string Missing = "missing";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Present, Absent, Missing];
}
