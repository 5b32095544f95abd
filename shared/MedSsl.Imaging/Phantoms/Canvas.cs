namespace MedSsl.Imaging.Phantoms;

/// <summary>An image painted in anatomical coordinates.</summary>
internal sealed class Canvas(int size, Pose pose)
{
    public GrayImage Image { get; } = new(size, size);

    /// <summary>Width of a pixel in anatomical units: nothing is drawn with a sharper edge.</summary>
    public double Pixel { get; } = 2.0 / size / pose.Scale;

    /// <summary>1 inside (negative distance), 0 outside, smooth over <paramref name="softness"/>.</summary>
    public static double Inside(double distance, double softness)
    {
        var t = Math.Clamp(0.5 - (distance / softness), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>Approximate signed distance to an ellipse about the origin.</summary>
    public static double Ellipse(double x, double y, double a, double b) => (Math.Sqrt((x * x / (a * a)) + (y * y / (b * b))) - 1) * Math.Min(a, b);

    /// <summary>Sets every pixel from its place (x, y), its value so far, and its index.</summary>
    public void Paint(Func<double, double, float, int, double> value) => Paint(-1, 1, -1, 1, value);

    /// <summary>A ball in projection: <paramref name="add"/> times its chord, sharp like an object and soft like a pixel.</summary>
    public void Ball(double x, double y, double radius, double add) =>
        Around(x, y, radius + Pixel, (px, py, value, _) =>
        {
            var distance = Math.Sqrt(((px - x) * (px - x)) + ((py - y) * (py - y)));
            var chord = Math.Sqrt(Math.Max(0, 1 - (distance * distance / (radius * radius))));
            return value + (add * (chord + 0.3) / 1.3 * Inside(distance - radius, 1.5 * Pixel));
        });

    /// <summary>Blends towards <paramref name="target"/> inside a disc.</summary>
    public void Disc(double x, double y, double radius, double target, double opacity = 1) =>
        Around(x, y, radius + Pixel, (px, py, value, _) =>
        {
            var distance = Math.Sqrt(((px - x) * (px - x)) + ((py - y) * (py - y)));
            return value + ((target - value) * opacity * Inside(distance - radius, 1.5 * Pixel));
        });

    /// <summary>A tapering tube; where tubes meet the larger value stands, so joints do not glow.</summary>
    public void Tube(double x0, double y0, double x1, double y1, double radius0, double radius1, double density)
    {
        var (dx, dy) = (x1 - x0, y1 - y0);
        var length = (dx * dx) + (dy * dy);
        Around((x0 + x1) / 2, (y0 + y1) / 2, (Math.Sqrt(length) / 2) + radius0 + Pixel, (px, py, value, _) =>
        {
            var along = Math.Clamp((((px - x0) * dx) + ((py - y0) * dy)) / length, 0, 1);
            var (ex, ey) = (px - x0 - (along * dx), py - y0 - (along * dy));
            var radius = radius0 + (along * (radius1 - radius0));
            var distance = Math.Sqrt((ex * ex) + (ey * ey));
            var width = Math.Max(radius, Pixel / 2);
            return Math.Max(value, density * radius * Inside(distance - width, 2 * Pixel));
        });
    }

    private void Around(double x, double y, double radius, Func<double, double, float, int, double> value)
    {
        var (u, v) = pose.ToImage(x, y);
        var reach = radius * pose.Scale;
        Paint(u - reach, u + reach, v - reach, v + reach, value);
    }

    private void Paint(double left, double right, double top, double bottom, Func<double, double, float, int, double> value)
    {
        var (firstX, lastX) = (Index(left), Index(right));
        for (var j = Index(top); j <= Index(bottom); j++)
        {
            for (var i = firstX; i <= lastX; i++)
            {
                var (x, y) = pose.ToAnatomy(((i + 0.5) * 2 / size) - 1, ((j + 0.5) * 2 / size) - 1);
                ref var pixel = ref Image.Pixels[(j * size) + i];
                pixel = (float)value(x, y, pixel, (j * size) + i);
            }
        }

        int Index(double place) => Math.Clamp((int)Math.Floor((place + 1) * size / 2), 0, size - 1);
    }
}
