namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Projection radiography (CR, DX, MG; XA and RF where they are wanted) and what has no rule of its own. Shutter and collimator (PS3.3 C.7.6.11,
/// C.8.7.3), then uniform borders are cut off; grey values by the file's VOI LUT, else its window (C.11.2), else percentiles 0.5 to 99.5.
/// The result of the VOI transformation, inverted where MONOCHROME1 or INVERSE says so, is in P-values (C.8.11.1, PS3.14): evenly spaced
/// for the eye, so nothing else is applied.
/// </summary>
internal sealed class RadiographPreparation : Preparation
{
    /// <summary>A shutter that leaves less than this part of the image is a mistake of the file.</summary>
    private const double SmallestShutter = 0.05;

    public override GrayImage Crop(GrayImage values, PreparationParameters p)
    {
        var whole = new PixelBox(0, 0, values.Width, values.Height);
        var visible = p.Shutter?.Intersect(whole) ?? whole;
        var isPlausible = !visible.IsEmpty && (double)visible.Width * visible.Height >= SmallestShutter * values.Pixels.Length;
        var image = isPlausible ? values.Cut(visible) : values;
        return p.CropBorders ? image.Cut(CollimationBorder.Inside(image)) : image;
    }

    public override void Map(GrayImage image, PreparationParameters p)
    {
        if (p.VoiTable is { } table && table.KeepsDepthOf(p.BitsStored))
        {
            table.Apply(image.Pixels);
        }
        else if (FileWindow(p) is { } window)
        {
            WindowLevel.Apply(image.Pixels, window);
        }
        else
        {
            MapQuantiles(image.Pixels, ignoreZeros: false);
        }
    }
}
