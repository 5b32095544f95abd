namespace MedSsl.Imaging.Intensity;

/// <summary>A VOI window in the units of the values it is applied to (DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3).</summary>
/// <param name="Center">Window centre.</param>
/// <param name="Width">Window width; at least 1 for <see cref="WindowFunction.Linear"/> as the standard demands, less is taken as 1.</param>
/// <param name="Function">How it maps.</param>
public sealed record WindowLevel(double Center, double Width, WindowFunction Function = WindowFunction.Linear)
{
    /// <summary>Whether the numbers make a window of this function.</summary>
    public bool IsUsable => double.IsFinite(Center) && Width < double.PositiveInfinity && (Function == WindowFunction.Linear ? Width >= 1 : Width > 0);

    /// <summary>Maps values in place to [0, 1]; what is not a number becomes 0.</summary>
    public static void Apply(Span<float> values, WindowLevel window)
    {
        ArgumentNullException.ThrowIfNull(window);
        switch (window.Function)
        {
            case WindowFunction.Sigmoid:
                ApplySigmoid(values, window);
                break;
            case WindowFunction.LinearExact:
                ValueRange.Map(values, window.Center - (window.Width / 2), window.Center + (window.Width / 2));
                break;
            default:
                ApplyLinear(values, window);
                break;
        }
    }

    private static void ApplyLinear(Span<float> values, WindowLevel window)
    {
        var width = Math.Max(window.Width, 1);
        if (width == 1)
        {
            // The linear part has no extent: a step at centre - 0.5.
            foreach (ref var value in values)
            {
                value = value > window.Center - 0.5 ? 1 : 0;
            }

            return;
        }

        // The window of the standard covers the integers c - w/2 .. c + w/2 - 1, hence the halves.
        ValueRange.Map(values, window.Center - 0.5 - ((width - 1) / 2), window.Center - 0.5 + ((width - 1) / 2));
    }

    private static void ApplySigmoid(Span<float> values, WindowLevel window)
    {
        foreach (ref var value in values)
        {
            var mapped = 1 / (1 + Math.Exp(-4 * ((value - window.Center) / window.Width)));
            value = mapped > 0 ? (float)mapped : 0; // a comparison with NaN is false
        }
    }
}
