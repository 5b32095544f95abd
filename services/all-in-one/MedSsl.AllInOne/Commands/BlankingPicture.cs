using MedSsl.Dicom;
using SkiaSharp;

namespace MedSsl.AllInOne.Commands;

/// <summary>A frame as PNG, its values stretched to 8 bits, with red over what would be blanked: the text below stays visible.</summary>
internal static class BlankingPicture
{
    private static readonly SKColor Veil = new(255, 0, 0, 110);

    public static async Task WriteAsync(string file, PixelFrame frame, IReadOnlyList<PixelRectangle> blanked, CancellationToken cancellationToken)
    {
        using var bitmap = new SKBitmap(frame.Columns, frame.Rows, SKColorType.Rgba8888, SKAlphaType.Opaque);
        float low = frame.Values.Min(), high = frame.Values.Max();
        bitmap.Pixels = [.. Enumerable.Range(0, frame.Rows * frame.Columns).Select(pixel => new SKColor(Sample(pixel, 0), Sample(pixel, 1), Sample(pixel, 2)))];
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = Veil })
        {
            foreach (var part in blanked)
            {
                canvas.DrawRect(part.X, part.Y, part.Width, part.Height, paint);
            }
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        await File.WriteAllBytesAsync(file, png.ToArray(), cancellationToken);

        byte Sample(int pixel, int sample)
        {
            var value = frame.Values[(pixel * frame.Samples) + (frame.Samples == 1 ? 0 : sample)];
            var stretched = high > low ? (byte)((value - low) * 255 / (high - low)) : (byte)0;
            return frame.Inverted ? (byte)(255 - stretched) : stretched;
        }
    }
}
