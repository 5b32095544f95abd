using MedSsl.Imaging;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Backbones;
using SkiaSharp;

namespace MedSsl.AllInOne.Commands;

/// <summary>
/// The crops of some epochs as PNG. A row is an epoch: the image as it was augmented with the frames of its crops, then the crops, each within the colour
/// of its frame, from left to right and small ones one below the other.
/// </summary>
internal static class ContactSheet
{
    private const int SmallestRow = 192; // pixels; crops of less are enlarged
    private const int Gap = 6;
    private const int Frame = 2;

    private static readonly SKColor Paper = new(24, 24, 24);
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    public static async Task WriteAsync(string file, IReadOnlyList<(DrawnImage Drawn, IReadOnlyList<float[]> Views)> rows, CancellationToken cancellationToken)
    {
        var sizes = rows[0].Views.Select(view => (int)Math.Sqrt(view.Length)).ToList();
        var zoom = Math.Max(1, (SmallestRow + sizes.Max() - 1) / sizes.Max());
        var sides = sizes.Select(size => (size * zoom) + (2 * Frame)).ToList();
        var height = sides.Max(side => (int)Math.Round((double)sides.Max() / side) * (side + Gap)) - Gap; // two crops of half the size fit one above the other
        var source = rows[0].Drawn.Source;
        var scale = (float)height / source.Height;
        var originalWidth = (int)Math.Ceiling(source.Width * scale);
        var places = Places(sides, (2 * Gap) + originalWidth, height);
        using var bitmap = new SKBitmap(places.Max(place => place.Right) + Gap, Gap + (rows.Count * (height + Gap)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = Frame, IsAntialias = true };
        using var area = new SKPaint();
        canvas.Clear(Paper);
        foreach (var (index, (drawn, views)) in rows.Index())
        {
            var top = Gap + (index * (height + Gap));
            Draw(canvas, Stretched(drawn.Source), drawn.Source.Width, drawn.Source.Height, SKRect.Create(Gap, top, originalWidth, height));
            foreach (var (number, view) in drawn.Views.Index())
            {
                line.Color = area.Color = SKColor.FromHsv(360f * number / views.Count, 75, 100);
                canvas.DrawRect(SKRect.Create(Gap + (float)(view.Box.X * scale), top + (float)(view.Box.Y * scale), (float)(view.Box.Width * scale), (float)(view.Box.Height * scale)), line);
                var place = SKRect.Create(places[number].Left, top + places[number].Top, places[number].Width, places[number].Height);
                canvas.DrawRect(place, area);
                place.Inflate(-Frame, -Frame);
                Draw(canvas, views[number], sizes[number], sizes[number], place);
            }
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        try
        {
            await File.WriteAllBytesAsync(file, png.ToArray(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--out {file} cannot be written: {exception.Message}");
        }
    }

    // In columns from left to right; what fits below the one before it stands there.
    private static List<SKRectI> Places(IReadOnlyList<int> sides, int left, int height)
    {
        var places = new List<SKRectI>();
        var (right, top) = (left, 0);
        foreach (var side in sides)
        {
            if (places.Count > 0 && (side != places[^1].Width || top + side > height))
            {
                (left, top) = (right + Gap, 0);
            }

            places.Add(SKRectI.Create(left, top, side, side));
            (right, top) = (left + side, top + side + Gap);
        }

        return places;
    }

    private static float[] Stretched(GrayImage image)
    {
        var pixels = (float[])image.Pixels.Clone();
        NetworkInput.ToUnitRange(pixels);
        return pixels;
    }

    private static void Draw(SKCanvas canvas, float[] values, int width, int height, SKRect place)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < values.Length; i++)
        {
            pixels[(i / width * bitmap.RowBytes) + (i % width)] = (byte)Math.Clamp((values[i] * byte.MaxValue) + 0.5f, 0, byte.MaxValue);
        }

        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, Smooth);
    }
}
