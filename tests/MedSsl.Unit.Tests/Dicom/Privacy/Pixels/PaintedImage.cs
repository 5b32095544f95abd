using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Dicom.Privacy.Pixels;

/// <summary>
/// Noise with bright text painted over its upper left corner. Where an image is stored one way, the same image stored another way must lose the same
/// pixels.
/// </summary>
internal static class PaintedImage
{
    public const int Rows = 6;
    public const int Columns = 8;

    /// <summary>Stands for text that is blanked: 4 x 2 pixels.</summary>
    public const string Rules = "modality,blank\nCT,0 0 4 2";

    public static bool IsPainted(int pixel) => pixel % Columns < 4 && pixel % (Rows * Columns) / Columns < 2;

    /// <summary>Cells of every frame: 1 to 100 where it is noise, 7 in the upper bits where it is text.</summary>
    public static int[] Cells(int frames, int samples, int text) =>
        [.. Enumerable.Range(0, frames * Rows * Columns * samples).Select(cell => IsPainted(cell / samples) ? text : 1 + (cell * 37 % 100))];

    public static DicomDataset Dataset(int[] cells, int allocated, int stored, bool signed, string photometric, int samples = 1, int planar = 0, int frames = 1)
    {
        var dataset = Files.Image(Rows, Columns, allocated, stored, stored - 1, signed, photometric, SecondaryCapture.Pack(cells, allocated), samples, planar, frames);
        foreach (var element in Objects.Image().Elements.Where(element => element.Tag.Group is not (0x0028 or 0x7FE0)))
        {
            dataset.Set(element);
        }

        return dataset;
    }

    /// <summary>The image with its frames in fragments.</summary>
    public static DicomDataset Encapsulate(DicomDataset dataset, string syntax, params byte[][] fragments)
    {
        dataset.TransferSyntaxUid = syntax;
        dataset.Set(new DicomElement(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, .. fragments.Select(fragment => (ReadOnlyMemory<byte>)fragment)]));
        return dataset;
    }

    /// <summary>De-identified, cleaned, written and read again.</summary>
    public static DicomDataset Clean(DicomDataset source, IFrameDecoder? decoder = null, string rules = Rules)
    {
        var cleaner = new PixelCleaner(BurnedInPolicy.Clean, BurnedInRules.Parse(rules, "rule", out _)!, decoder);
        var result = new DeIdentifier("a site key of at least 32 bytes, for tests"u8).DeIdentify(source);
        Xunit.Assert.True(cleaner.TryClean(source, result, out var error), error?.Message);
        return Files.Parse(DicomWriter.Write(result));
    }
}
