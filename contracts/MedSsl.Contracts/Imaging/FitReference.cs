namespace MedSsl.Contracts.Imaging;

/// <summary>
/// Command: fit a new version of the reference energies on the images of a dataset. No existing object changes. Public: may be sent as plain JSON.
/// </summary>
public sealed record FitReference
{
    /// <summary>Name of the new version, for example <c>v2</c>; the same command again fits nothing twice.</summary>
    public required string Version { get; init; }

    /// <summary>Dataset whose images are drawn from.</summary>
    public required string Dataset { get; init; }

    /// <summary>Only this modality; null for every one in the dataset.</summary>
    public string? Modality { get; init; }
}
