namespace MedSsl.Imaging.Intensity;

/// <summary>A VOI window in the units of the values it is applied to (DICOM PS3.3 C.11.2.1.2.1, function LINEAR).</summary>
/// <param name="Center">Window centre.</param>
/// <param name="Width">Window width, at least 1 as the standard demands; less is taken as 1.</param>
public sealed record WindowLevel(double Center, double Width)
{
    /// <summary>Maps values in place to [0, 1]; what is not a number becomes 0.</summary>
    public static void Apply(Span<float> values, WindowLevel window)
    {
        ArgumentNullException.ThrowIfNull(window);
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
}
