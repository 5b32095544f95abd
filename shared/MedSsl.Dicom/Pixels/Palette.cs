namespace MedSsl.Dicom.Pixels;

/// <summary>Palette color tables (PS3.3 C.7.9).</summary>
internal sealed class Palette
{
    private readonly LookupTable _red;
    private readonly LookupTable _green;
    private readonly LookupTable _blue;

    private Palette(LookupTable red, LookupTable green, LookupTable blue) => (_red, _green, _blue) = (red, green, blue);

    public int Bits => _red.Bits;

    public static Palette? Of(DicomDataset dataset, bool signed)
    {
        var red = LookupTable.Of(dataset, DicomTags.RedPaletteDescriptor, DicomTags.RedPaletteData, DicomTags.SegmentedRedPaletteData, signed);
        var green = LookupTable.Of(dataset, DicomTags.GreenPaletteDescriptor, DicomTags.GreenPaletteData, DicomTags.SegmentedGreenPaletteData, signed);
        var blue = LookupTable.Of(dataset, DicomTags.BluePaletteDescriptor, DicomTags.BluePaletteData, DicomTags.SegmentedBluePaletteData, signed);
        return red is null || green is null || blue is null ? null : new Palette(red, green, blue);
    }

    /// <summary>The lowest index, of those that a cell can hold, whose colour is darkest.</summary>
    public int Darkest(int bitsStored, bool signed)
    {
        var least = signed ? -(1 << (bitsStored - 1)) : 0;
        return Enumerable.Range(least, 1 << bitsStored).MinBy(index => _red[index] + _green[index] + _blue[index]);
    }

    public float[] ToRgb(float[] indices)
    {
        var rgb = new float[indices.Length * 3];
        for (var i = 0; i < indices.Length; i++)
        {
            rgb[3 * i] = _red[indices[i]];
            rgb[(3 * i) + 1] = _green[indices[i]];
            rgb[(3 * i) + 2] = _blue[indices[i]];
        }

        return rgb;
    }
}
