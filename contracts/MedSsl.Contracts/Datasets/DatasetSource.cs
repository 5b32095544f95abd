namespace MedSsl.Contracts.Datasets;

/// <summary>A dataset that another one is defined over.</summary>
public sealed record DatasetSource
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version; null for the newest when the command is accepted, which is written down then.</summary>
    public int? Version { get; init; }
}
