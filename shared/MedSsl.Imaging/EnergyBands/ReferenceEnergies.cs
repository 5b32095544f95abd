namespace MedSsl.Imaging.EnergyBands;

/// <summary>What the energies of a modality are brought to: mean and spread per band over a set of reference images.</summary>
public sealed record ReferenceEnergies
{
    /// <summary>DICOM modality the images were of.</summary>
    public required string Modality { get; init; }

    /// <summary>Names this fit; travels with every image that was normalised by it.</summary>
    public required string Version { get; init; }

    /// <summary><see cref="EnergyBandSettings.Sigmas"/> of the decomposition.</summary>
    public required IReadOnlyList<double> Sigmas { get; init; }

    /// <summary><see cref="EnergyBandSettings.Cascade"/> of the decomposition.</summary>
    public bool Cascade { get; init; } = true;

    /// <summary><see cref="EnergyBandSettings.Filter"/> of the decomposition; references that were stored before there was a choice are of this default.</summary>
    public GaussianFilter Filter { get; init; } = GaussianFilter.Reference;

    /// <summary><see cref="EnergyBandSettings.Boundary"/> of the decomposition.</summary>
    public BoundaryMode Boundary { get; init; } = BoundaryMode.Reflect;

    /// <summary>Mean energy per band, fine to coarse, the residual low-pass last.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Standard deviation of the energy per band (of the sample; 0 for a single image).</summary>
    public required IReadOnlyList<double> StandardDeviation { get; init; }

    /// <summary>Reference images (R of the paper, 1000 there).</summary>
    public required int ImageCount { get; init; }

    /// <summary>What shares this reference: the modality, or a body part or scanner of it; null in references older than groups.</summary>
    public string? Group { get; init; }

    /// <summary>Dataset it was fitted on by request; null when it was fitted on the first images that came.</summary>
    public string? FittedOn { get; init; }

    /// <summary>Keys of the samples it was fitted on, in ordinal order; null in older references.</summary>
    public IReadOnlyList<string>? SampleKeys { get; init; }

    /// <summary>What drift is judged against; null where nothing was measured for it, as in older references.</summary>
    public DriftBaseline? Drift { get; init; }

    /// <summary>The decomposition these energies belong to.</summary>
    public EnergyBandSettings ToSettings() => new() { Sigmas = Sigmas, Cascade = Cascade, Filter = Filter, Boundary = Boundary };

    /// <summary>Mean and standard deviation of <paramref name="energiesPerImage"/>.</summary>
    public static ReferenceEnergies Fit(string modality, string version, EnergyBandSettings settings, IReadOnlyList<IReadOnlyList<double>> energiesPerImage)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(energiesPerImage);
        if (energiesPerImage.Count == 0)
        {
            throw new ArgumentException("A reference needs the energies of at least one image.", nameof(energiesPerImage));
        }

        foreach (var energies in energiesPerImage)
        {
            if (energies.Count != settings.BandCount || !energies.All(energy => energy >= 0 && double.IsFinite(energy)))
            {
                throw new ArgumentException($"Each image needs {settings.BandCount} finite energies, not below 0; found: {string.Join(", ", energies)}.", nameof(energiesPerImage));
            }
        }

        var count = energiesPerImage.Count;
        var mean = new double[settings.BandCount];
        var deviation = new double[settings.BandCount];
        for (var band = 0; band < mean.Length; band++)
        {
            mean[band] = energiesPerImage.Sum(energies => energies[band]) / count;
            var squares = energiesPerImage.Sum(energies => Math.Pow(energies[band] - mean[band], 2));
            deviation[band] = count > 1 ? Math.Sqrt(squares / (count - 1)) : 0;
        }

        return new ReferenceEnergies
        {
            Modality = modality,
            Version = version,
            Sigmas = settings.Sigmas,
            Cascade = settings.Cascade,
            Filter = settings.Filter,
            Boundary = settings.Boundary,
            Mean = mean,
            StandardDeviation = deviation,
            ImageCount = count,
        };
    }
}
