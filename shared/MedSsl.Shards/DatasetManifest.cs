namespace MedSsl.Shards;

/// <summary>An immutable version of a dataset.</summary>
public sealed record DatasetManifest
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version, from 1; a new version adds shards or drops them, and never changes an old one.</summary>
    public required int Version { get; init; }

    /// <summary>When the version was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its shards. A sample lies in one of them only.</summary>
    public required IReadOnlyList<DatasetShard> Shards { get; init; }

    /// <summary>Imports whose samples are all in it.</summary>
    public required IReadOnlyList<string> CompletedImports { get; init; }

    /// <summary>How patients are divided, for example <see cref="PatientSplit.DefaultRule"/>.</summary>
    public required string SplitRule { get; init; }
}
