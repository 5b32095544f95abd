namespace MedSsl.Shards.Loading;

/// <summary>Why a sample of a dataset cannot be had.</summary>
public static class MissingReasons
{
    /// <summary>Its patient was withdrawn.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Its shard is damaged in the store.</summary>
    public const string Corrupt = "corrupt";
}
