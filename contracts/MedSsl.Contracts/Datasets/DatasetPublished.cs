namespace MedSsl.Contracts.Datasets;

/// <summary>Event: an immutable version of a dataset can be trained on.</summary>
public sealed record DatasetPublished
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version, 1 upwards.</summary>
    public required int Version { get; init; }

    /// <summary>Number of samples in the version.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Samples per modality code.</summary>
    public required IReadOnlyDictionary<string, long> SamplesPerModality { get; init; }

    /// <summary>Imports whose every series is in this version or is recorded as failed.</summary>
    public required IReadOnlyList<string> CompletedImports { get; init; }

    /// <summary>The dataset manifest (JSON): shards, split rule, lineage.</summary>
    public required ObjectRef Manifest { get; init; }

    /// <summary>When it was published (UTC).</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}
