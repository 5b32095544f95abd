namespace MedSsl.Contracts.Ingestion;

/// <summary>Why a series or a study counts as complete. New reasons may be added; a consumer must accept reasons it does not know.</summary>
public static class CompletionReasons
{
    /// <summary>Nothing new came for the idle time.</summary>
    public const string IdleTime = "idle-time";

    /// <summary>It was open for the longest time, although more still comes.</summary>
    public const string LongestTime = "longest-time";

    /// <summary>As many instances are there as the instances themselves say.</summary>
    public const string ExpectedCount = "expected-count";

    /// <summary>The import that it came with has ended.</summary>
    public const string ImportEnd = "import-end";
}
