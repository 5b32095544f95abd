namespace MedSsl.Learning.Augmentation;

/// <summary>Ranges from which <see cref="MultiCropAugmentation"/> draws; the defaults are those calibrated on small medical sets.</summary>
public sealed record AugmentationSettings
{
    /// <summary>Longest side to which an image is reduced first, in pixels; not where bands go by a reference, whose energies hold for the stored size.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Crops, the large ones (which give codes) first.</summary>
    public required IReadOnlyList<CropGroup> Crops { get; init; }

    /// <summary>How crops are drawn; under <see cref="Cropping.Rescale"/> areas and aspects do not count.</summary>
    public Cropping Cropping { get; init; } = Cropping.Area;

    /// <summary>Smallest scale of the image under <see cref="Cropping.Rescale"/>, of its size before it is reduced (the paper's s).</summary>
    public double MinRescale { get; init; } = 0.1;

    /// <summary>Largest scale of the image under <see cref="Cropping.Rescale"/>.</summary>
    public double MaxRescale { get; init; } = 0.7;

    /// <summary>Width over height of a crop before resizing, smallest.</summary>
    public double MinAspect { get; init; } = 0.8;

    /// <summary>Width over height of a crop before resizing, largest.</summary>
    public double MaxAspect { get; init; } = 1.25;

    /// <summary>How the gains of the energy bands are drawn.</summary>
    public BandGains Bands { get; init; } = BandGains.LogNormal;

    /// <summary>Standard deviation of a band's log gain under <see cref="BandGains.LogNormal"/>; half of it on the low-pass.</summary>
    public double BandSpread { get; init; } = 0.2;

    /// <summary>Standard deviations of the Gaussians under <see cref="BandGains.LogNormal"/>, in pixels of the reduced image.</summary>
    public IReadOnlyList<double> BandSigmas { get; init; } = [1, 2, 4];

    /// <summary>Smallest exponent of the gamma transform (log-uniform).</summary>
    public double MinGamma { get; init; } = 0.6;

    /// <summary>Largest exponent of the gamma transform.</summary>
    public double MaxGamma { get; init; } = 1.7;

    /// <summary>Contrast factor is uniform within 1 ± this.</summary>
    public double Contrast { get; init; } = 0.15;

    /// <summary>Brightness offset is uniform within ± this share of the image's range.</summary>
    public double Brightness { get; init; } = 0.15;

    /// <summary>Modalities whose crops are mirrored left to right with probability one half; not where side is anatomy (radiographs, CT).</summary>
    public IReadOnlyList<string> FlippedModalities { get; init; } = ["MR", "US"];
}
