namespace MedSsl.Imaging.EnergyBands;

/// <summary>One step of the chain of low-passes.</summary>
internal interface ILowPass
{
    /// <summary>Writes the blurred image, row-major, to <paramref name="destination"/>, which may be the source.</summary>
    void Apply(ReadOnlySpan<float> source, Span<float> destination, int width, int height);

    /// <summary>What it does along each axis.</summary>
    AxisKernel AlongAxis();
}
