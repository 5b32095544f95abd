namespace MedSsl.Shards;

/// <summary>Which samples of a dataset a reader sees.</summary>
public enum SampleSelection
{
    /// <summary>All images, near duplicates too; no volumes.</summary>
    Images,

    /// <summary>Images that are not marked as near duplicates; no volumes.</summary>
    DistinctImages,

    /// <summary>Volumes only.</summary>
    Volumes,
}
