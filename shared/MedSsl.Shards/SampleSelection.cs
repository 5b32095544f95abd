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

/// <summary>Selecting samples.</summary>
public static class SampleSelections
{
    /// <summary>Whether a sample is among the selected ones.</summary>
    public static bool Holds(this SampleSelection selection, SampleMetadata sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return selection switch
        {
            SampleSelection.Volumes => sample.Depth is not null,
            SampleSelection.DistinctImages => sample.Depth is null && sample.NearDuplicateOf is null,
            _ => sample.Depth is null,
        };
    }
}
