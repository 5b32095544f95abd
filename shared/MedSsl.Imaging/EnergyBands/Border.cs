namespace MedSsl.Imaging.EnergyBands;

/// <summary>Places beyond the border, repeated as often as a kernel is longer than the image.</summary>
internal static class Border
{
    /// <summary>The index inside 0 .. length - 1 whose value stands at <paramref name="index"/>.</summary>
    public static int Index(int index, int length, BoundaryMode mode)
    {
        if ((uint)index < (uint)length)
        {
            return index;
        }

        var period = mode == BoundaryMode.Wrap ? length : 2 * length;
        var place = ((index % period) + period) % period;
        return place < length ? place : period - 1 - place;
    }
}
