namespace MedSsl.Contracts.Datasets;

/// <summary>
/// Command: make a version of a dataset that is defined by a filter over others. Sent again when its sources have grown, it makes the next version. Public: may
/// be sent as plain JSON. What comes of it is told by DatasetPublished, or by CommandRejected.
/// </summary>
public sealed record DefineDataset
{
    /// <summary>Name of the dataset; it has no images of its own.</summary>
    public required string Dataset { get; init; }

    /// <summary>Which samples it has.</summary>
    public required DatasetDefinition Definition { get; init; }
}
