namespace MedSsl.Contracts.Imaging;

/// <summary>
/// Command: normalize the images of a dataset to another version of the reference energies, as a new dataset; the old one stays as it is. Public: may
/// be sent as plain JSON.
/// </summary>
public sealed record RenormalizeDataset
{
    /// <summary>Dataset whose images are taken.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the reference energies.</summary>
    public required string Reference { get; init; }

    /// <summary>Name of the new dataset; null for the name of the old one, a hyphen and the version.</summary>
    public string? TargetDataset { get; init; }
}
