namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// The low-passes of <see cref="EnergyBandDecomposition"/> as matrices, for those who compute with matrices: every low-pass is separable, so that
/// L_i = A_i L_(i-1) B_i^T with one matrix for each axis, which depends on the axis' length only.
/// </summary>
public static class LowPassMatrices
{
    /// <summary>A_1 .. A_n of an axis of <paramref name="length"/> pixels, each [length, length] row by row; rows sum to 1.</summary>
    /// <exception cref="ArgumentException"><see cref="EnergyBandSettings.Validate"/> finds something.</exception>
    public static float[][] Of(EnergyBandSettings settings, int length)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return Array.ConvertAll(settings.Chain(), lowPass => lowPass.AlongAxis().Matrix(length, settings.Boundary));
    }
}
