using MedSsl.Imaging.Geometry;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// The originating group's procedure for chest radiographs, in two stages (opencxr, utils/normalization.py, from its description; that code was not
/// run beside this): dark borders off, width 2048; one pass with the central 70 % of each axis as region; then one pass with the lungs of the result. The
/// residual low-pass is z-scored in the region, which is <see cref="LowPassPolicy.SubtractMean"/> with a reference of 1.
/// </summary>
public static class ChestRadiographNormalization
{
    private const double CentralFraction = 0.7;

    // A border line is dark while all but 1 % of its pixels lie in the lowest 5 % of the image's range; the public code's rule was not at hand.
    private const double DarkShare = 0.05;
    private const double BrightPixels = 0.01;

    // Energies after sigma 1, 2, 4, 8, 16 relative to the low-pass, from 50 radiographs of the originating group.
    private static readonly double[] CentralEnergies = [0.03574716, 0.0451897, 0.06337214, 0.09473514, 0.15046743, 1];
    private static readonly double[] LungEnergies = [0.07498657, 0.1033522, 0.13976646, 0.18805708, 0.26093275, 1];

    /// <summary>Normalises a frontal radiograph in which bright is dense.</summary>
    /// <param name="image">The radiograph, in any range of values.</param>
    /// <param name="settings">Null: the defaults.</param>
    /// <param name="lungs">Mask of the lungs (above 0.5) with the pixels of <paramref name="image"/>; null: <see cref="LungSegmentation"/> looks for them.</param>
    public static NormalizedChestRadiograph Normalize(GrayImage image, ChestRadiographSettings? settings = null, GrayImage? lungs = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        settings ??= new ChestRadiographSettings();
        if (lungs is not null && (lungs.Width, lungs.Height) != (image.Width, image.Height))
        {
            throw new ArgumentException($"The mask has {lungs.Width} x {lungs.Height} pixels, the image {image.Width} x {image.Height}.", nameof(lungs));
        }

        var crop = WithoutDarkBorders(image);
        var width = settings.Width ?? (int)crop.Width;
        var height = Math.Max(1, (int)Math.Round(crop.Height * width / crop.Width));
        var first = Cut(image);
        first = EnergyNormalization.NormalizeOnce(first, Reference("central", CentralEnergies, settings), region: PixelRegion.Central(first, CentralFraction)).Image;
        var mask = lungs is null ? LungSegmentation.Segment(first) : Array.ConvertAll(Cut(lungs).Pixels, value => value > 0.5f);
        return PixelRegion.FromMask(width, height, mask) is { } region
            ? new NormalizedChestRadiograph(EnergyNormalization.NormalizeOnce(first, Reference("lungs", LungEnergies, settings), region: region).Image, crop, mask)
            : new NormalizedChestRadiograph(first, crop, null);

        GrayImage Cut(GrayImage source)
        {
            var result = new GrayImage(width, height);
            Resampling.CropResize(source, crop, width, height, result.Pixels);
            return result;
        }
    }

    private static ReferenceEnergies Reference(string stage, double[] energies, ChestRadiographSettings settings) => new()
    {
        Modality = "CR",
        Version = "opencxr-" + stage,
        Sigmas = [1, 2, 4, 8, 16],
        Filter = settings.Filter,
        Boundary = settings.Boundary,
        Mean = energies,
        StandardDeviation = new double[energies.Length],
        ImageCount = 50,
    };

    private static CropBox WithoutDarkBorders(GrayImage image)
    {
        var (low, high) = (image.Pixels.Min(), image.Pixels.Max());
        var limit = low + (DarkShare * (high - low));
        var (brightInRow, brightInColumn) = (new int[image.Height], new int[image.Width]);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var bright = row[x] > limit ? 1 : 0;
                brightInRow[y] += bright;
                brightInColumn[x] += bright;
            }
        }

        var (top, bottom) = Bright(brightInRow, image.Width);
        var (left, right) = Bright(brightInColumn, image.Height);
        return top < 0 || left < 0 ? new CropBox(0, 0, image.Width, image.Height) : new CropBox(left, top, right - left + 1, bottom - top + 1);

        static (int First, int Last) Bright(int[] counts, int length) =>
            (Array.FindIndex(counts, count => count > BrightPixels * length), Array.FindLastIndex(counts, count => count > BrightPixels * length));
    }
}
