namespace MedSsl.Imaging.Intensity;

/// <summary>
/// CT. In Hounsfield units (PS3.3 C.8.2.1, C.11.1): padding becomes air; on request what is not connected to the body, too; then the site's window,
/// else the file's, else 40 / 400. Without Hounsfield units: the file's window, else the full range of 8 bits (a secondary capture that somebody
/// windowed), else percentiles 0.5 to 99.5.
/// </summary>
internal sealed class CtPreparation : Preparation
{
    /// <summary>Air, by the definition of the Hounsfield scale.</summary>
    public const float Air = -1000;

    // The usual soft-tissue window, for a CT that carries none.
    private static readonly WindowLevel SoftTissue = new(40, 400);

    public override void Map(GrayImage image, PreparationParameters p)
    {
        var window = FileWindow(p);
        if (p.IsRescaledToHounsfield)
        {
            MapHounsfield(image, p, window);
        }
        else if (window is not null)
        {
            WindowLevel.Apply(image.Pixels, window);
        }
        else if (p.BitsStored <= 8 && FullRange(p) is { } range)
        {
            ValueRange.Map(image.Pixels, range.Low, range.High);
        }
        else
        {
            MapQuantiles(image.Pixels, ignoreZeros: false);
        }
    }

    private static void MapHounsfield(GrayImage image, PreparationParameters p, WindowLevel? window)
    {
        VectorMath.ReplaceNaN(image.Pixels, Air);
        if (p.RemoveTable)
        {
            PatientTable.Remove(image);
        }

        WindowLevel.Apply(image.Pixels, p.CtWindow is { IsUsable: true } wanted ? wanted : window ?? SoftTissue);
    }
}
