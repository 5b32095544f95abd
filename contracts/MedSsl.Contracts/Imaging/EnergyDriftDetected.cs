namespace MedSsl.Contracts.Imaging;

/// <summary>Event: the newest series of a scanner model no longer look like those that its reference energies were fitted on.</summary>
public sealed record EnergyDriftDetected
{
    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>What shares the reference: the modality, or a body part or scanner of it.</summary>
    public required string Group { get; init; }

    /// <summary>Manufacturer and model as the images name them, for example <c>ACME-XR5</c>; <c>unknown</c> where they name neither.</summary>
    public required string Scanner { get; init; }

    /// <summary>Version of the reference that was compared with.</summary>
    public required string ReferenceVersion { get; init; }

    /// <summary>Newest series that were looked at.</summary>
    public required int SeriesCount { get; init; }

    /// <summary>Largest |z|.</summary>
    public required double Strength { get; init; }

    /// <summary>
    /// Distance of the median to the reference's in standard errors: of the band energies as delivered, finest first, of their ratios, and of the band
    /// energies after preparation.
    /// </summary>
    public required IReadOnlyList<double> ZScores { get; init; }

    /// <summary>When it was found (UTC).</summary>
    public required DateTimeOffset DetectedAt { get; init; }
}
