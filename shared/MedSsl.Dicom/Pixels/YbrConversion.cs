namespace MedSsl.Dicom.Pixels;

/// <summary>YBR_FULL to RGB: the inverse of the matrix of PS3.3 C.7.6.3.1.2, for samples of any depth.</summary>
internal static class YbrConversion
{
    public static void ToRgb(Span<float> samples, int bits)
    {
        var centre = 1 << (bits - 1);
        var most = (1 << bits) - 1;
        for (var i = 0; i + 2 < samples.Length; i += 3)
        {
            var y = samples[i];
            var blue = samples[i + 1] - centre;
            var red = samples[i + 2] - centre;
            samples[i] = Sample(y + (1.402f * red), most);
            samples[i + 1] = Sample(y - (0.344136f * blue) - (0.714136f * red), most);
            samples[i + 2] = Sample(y + (1.772f * blue), most);
        }
    }

    private static float Sample(float value, int most) => Math.Clamp(MathF.Floor(value + 0.5f), 0, most);
}
