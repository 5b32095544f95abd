namespace MedSsl.Imaging.Intensity;

/// <summary>
/// Ultrasound: the regions that the file names (PS3.3 C.8.5.5), else the insonated field that is found; text, bars and logos outside go. Grey is the
/// full range of the stored bits: the machine has already compressed and windowed, and its window attributes are not used.
/// Colour came as luminance (<see cref="Luminance"/>).
/// </summary>
internal sealed class UltrasoundPreparation : Preparation
{
    public override GrayImage Crop(GrayImage values, PreparationParameters p)
    {
        var whole = new PixelBox(0, 0, values.Width, values.Height);
        var regions = p.Regions.Select(region => region.Intersect(whole)).Where(region => !region.IsEmpty).ToList();
        if (regions.Count == 0)
        {
            return p.DetectField ? UltrasoundField.Keep(values) : values;
        }

        // Side by side views become one image; what lies between them is black.
        var box = regions.Aggregate((all, region) => all.Union(region));
        var image = new GrayImage(box.Width, box.Height);
        Array.Fill(image.Pixels, (float)(FullRange(p)?.Low ?? ValueRange.Quantile(values.Pixels, 0) ?? 0));
        foreach (var region in regions)
        {
            for (var y = 0; y < region.Height; y++)
            {
                values.Row(region.Y + y).Slice(region.X, region.Width).CopyTo(image.Row(region.Y - box.Y + y)[(region.X - box.X)..]);
            }
        }

        return image;
    }

    public override void Map(GrayImage image, PreparationParameters p)
    {
        if (FullRange(p) is { } range)
        {
            ValueRange.Map(image.Pixels, range.Low, range.High);
        }
        else
        {
            MapQuantiles(image.Pixels, ignoreZeros: false);
        }
    }
}
