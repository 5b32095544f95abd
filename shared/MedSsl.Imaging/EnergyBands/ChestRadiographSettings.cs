namespace MedSsl.Imaging.EnergyBands;

/// <summary>Choices of <see cref="ChestRadiographNormalization"/>; the defaults are those of the public code.</summary>
public sealed record ChestRadiographSettings
{
    /// <summary>Width that the cropped image is brought to, in pixels; null leaves it as it is.</summary>
    public int? Width { get; init; } = 2048;

    /// <summary>Filter of the low-passes; the reference, because parity with others is the purpose here.</summary>
    public GaussianFilter Filter { get; init; } = GaussianFilter.Reference;

    /// <summary>Border of the low-passes.</summary>
    public BoundaryMode Boundary { get; init; } = BoundaryMode.Wrap;
}
