namespace MedSsl.Shards;

/// <summary>A sample that a shard had and its replacement has not. It names nobody: only where it stood is kept, and which choices of samples it took part in.</summary>
/// <param name="Position">Its place, from 0, in the order of the old archive.</param>
/// <param name="Kind">What it was: <see cref="Image"/>, <see cref="NearDuplicate"/> or <see cref="Volume"/>.</param>
public sealed record RemovedSample(int Position, string Kind)
{
    /// <summary>An image that adds something.</summary>
    public const string Image = "image";

    /// <summary>An image that repeats another one of its series.</summary>
    public const string NearDuplicate = "near-duplicate";

    /// <summary>A volume.</summary>
    public const string Volume = "volume";

    /// <summary>Whether it was among the selected samples.</summary>
    public bool WasIn(SampleSelection selection) => selection switch
    {
        SampleSelection.Volumes => Kind == Volume,
        SampleSelection.DistinctImages => Kind == Image,
        _ => Kind != Volume,
    };

    /// <summary>The kind of a sample.</summary>
    public static string KindOf(SampleMetadata sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Depth is not null ? Volume : sample.NearDuplicateOf is not null ? NearDuplicate : Image;
    }
}
