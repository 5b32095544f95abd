using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>
/// Sector ultrasound: echogenicity in beam coordinates, Rayleigh speckle, depth gain, log compression to 8 bits. Positive: a hypoechoic mass with a shadow
/// or enhancement behind it. Decoys: shadows of small calcifications, thin dark vessels, fat lobules with a bright rim.
/// </summary>
internal static class UltrasoundFan
{
    public const string Task = "us_lesion";

    private const double FieldOfView = 60; // mm
    private const double ApexY = -1.5; // above the image: a curved probe
    private const double Near = 0.62;
    private const double Far = 2.4;

    public static Phantom Draw(PhantomKey key, int size, bool positive)
    {
        var patient = key.OfPatient();
        var instance = key.OfInstance();
        var canvas = new Canvas(size, Pose.Draw(instance, degrees: 0, shift: 0.02, scale: 0.02));
        var tissue = Texture.Smooth(size, size, size / 14.0, patient);
        Layers(canvas, tissue, patient, instance);
        Decoys(canvas, patient);
        if (positive)
        {
            Mass(canvas, tissue, key.OfLesion(), instance.Uniform(0.85, 1.05));
        }

        return Scan(canvas, patient, key, size, positive);
    }

    /// <summary>Skin, fat, gland and muscle, undulating; values are echo amplitudes.</summary>
    private static void Layers(Canvas canvas, GrayImage tissue, SeededRandom patient, SeededRandom instance)
    {
        var (fat, gland, muscle) = (patient.Uniform(0.25, 0.5), patient.Uniform(0.5, 0.9), patient.Uniform(0.35, 0.7));
        var (first, second) = (Near + patient.Uniform(0.2, 0.4), Near + patient.Uniform(1.1, 1.5));
        var (wave, phase) = (patient.Uniform(2, 5), instance.Uniform(0, 2));
        canvas.Paint((x, y, _, i) =>
        {
            var depth = Depth(x, y) + (0.05 * Math.Sin((wave * x) + phase)) + (0.04 * tissue.Pixels[i]);
            var value = fat + ((gland - fat) * (1 - Canvas.Inside(depth - first, 0.1)));
            value += (muscle - value) * (1 - Canvas.Inside(depth - second, 0.06));
            value *= 1 + (0.25 * tissue.Pixels[i]);
            value += 0.5 * Canvas.Inside(Math.Abs(depth - second) - 0.015, 0.03); // fascia
            return Math.Max(0.03, value + (0.6 * Canvas.Inside(Math.Abs(Depth(x, y) - Near - 0.03) - 0.02, 0.03))); // skin
        });
    }

    private static void Decoys(Canvas canvas, SeededRandom patient)
    {
        for (var calcification = patient.Next(3); calcification > 0; calcification--)
        {
            var (angle, depth, width) = (patient.Uniform(-0.4, 0.4), Near + patient.Uniform(0.25, 0.7), patient.Uniform(0.012, 0.03));
            var darkness = patient.Uniform(0.15, 0.5);
            canvas.Paint((x, y, value, _) => value * (1 - (darkness * Canvas.Inside(Math.Abs(Angle(x, y) - angle) - width, 0.02) * (1 - Canvas.Inside(Depth(x, y) - depth, 0.04)))));
            canvas.Disc(depth * Math.Sin(angle), ApexY + (depth * Math.Cos(angle)), 0.025, 2);
        }

        for (var vessel = patient.Next(3); vessel > 0; vessel--)
        {
            var (x, y, tilt, length) = (patient.Uniform(-0.5, 0.5), patient.Uniform(-0.3, 0.5), patient.Uniform(-0.5, 0.5), patient.Uniform(0.08, 0.2));
            canvas.Paint((px, py, value, _) => value * (1 - (0.85 * Canvas.Inside(Canvas.Ellipse(px - x, py - y - (tilt * (px - x)), length, 0.022), 0.02))));
        }

        for (var lobule = 1 + patient.Next(3); lobule > 0; lobule--)
        {
            var (x, y, a, b) = (patient.Uniform(-0.5, 0.5), patient.Uniform(-0.4, 0.5), patient.Uniform(0.1, 0.22), patient.Uniform(0.06, 0.12));
            canvas.Paint((px, py, value, _) =>
            {
                var distance = Canvas.Ellipse(px - x, py - y, a, b);
                return (value * (1 - (0.2 * Canvas.Inside(distance, 0.03)))) + (0.25 * Canvas.Inside(Math.Abs(distance) - 0.012, 0.02));
            });
        }
    }

    private static void Mass(Canvas canvas, GrayImage tissue, SeededRandom lesion, double slice)
    {
        var (angle, depth) = (lesion.Uniform(-0.28, 0.28), Near + lesion.Uniform(0.5, 1.05));
        var (a, b) = (slice * lesion.Uniform(0.2, 0.34), slice * lesion.Uniform(0.16, 0.28));
        var (echo, behind, ragged) = (lesion.Uniform(0.08, 0.22), lesion.Next(2) == 0 ? 0.5 : 1.6, lesion.Uniform(0.01, 0.05));
        var (cx, cy) = (depth * Math.Sin(angle), ApexY + (depth * Math.Cos(angle)));
        canvas.Paint((x, y, value, i) =>
        {
            var inBeam = Canvas.Inside(Math.Abs(Angle(x, y) - angle) - (0.8 * a / depth), 0.08) * (1 - Canvas.Inside(Depth(x, y) - depth, 0.1));
            var distance = Canvas.Ellipse(x - cx, y - cy, a, b) + (ragged * tissue.Pixels[i]);
            var inside = Canvas.Inside(distance, 0.03 + canvas.Pixel);
            return value * (1 + ((behind - 1) * inBeam * (1 - inside))) * (1 + ((echo - 1) * inside));
        });
    }

    private static Phantom Scan(Canvas canvas, SeededRandom patient, PhantomKey key, int size, bool positive)
    {
        var half = patient.Uniform(0.36, 0.44);
        var gain = Math.Pow(10, patient.Uniform(-9, 9) / 20); // decibels
        var range = patient.Uniform(48, 66);
        var attenuation = patient.Uniform(-0.35, 0.15);
        var grain = patient.Uniform(0.7, 1.1);
        var noise = key.OfNoise();
        var (real, imaginary) = (Speckle(size, grain, noise), Speckle(size, grain, noise));
        var stored = new int[size * size];
        canvas.Paint((x, y, echo, i) =>
        {
            var (depth, angle) = (Depth(x, y), Angle(x, y));
            if (depth is < Near or > Far || Math.Abs(angle) > half)
            {
                return 0;
            }

            var (column, row) = ((angle + 0.6) / 1.2, (depth - Near) / (Far - Near));
            var (re, im) = (Sample(real, column, row), Sample(imaginary, column, row));
            var amplitude = echo * gain * Math.Exp(attenuation * (depth - Near)) * Math.Sqrt((re * re) + (im * im));
            var level = 0.7 + (20 * Math.Log10(Math.Max(amplitude, 1e-6)) / range);
            stored[i] = Math.Clamp((int)Math.Round(255 * level), 0, 255);
            return level;
        });
        return new Phantom("US", Task, positive, size, size, stored, 8, false, 1, 0, "MONOCHROME2", FieldOfView / size);
    }

    // Speckle cells are short along the beam and, as the beams diverge, wide across it: the field lives in beam coordinates.
    private static GrayImage Speckle(int size, double grain, SeededRandom noise) => Texture.Smooth(size * 2 / 3, size * 5 / 4, grain, noise);

    private static double Sample(GrayImage field, double column, double row)
    {
        var (x, y) = (Math.Clamp(column, 0, 1) * (field.Width - 1), Math.Clamp(row, 0, 1) * (field.Height - 1));
        var (i, j) = (Math.Min((int)x, field.Width - 2), Math.Min((int)y, field.Height - 2));
        var at = (j * field.Width) + i;
        var pixels = field.Pixels;
        var (fx, fy) = (x - i, y - j);
        return ((1 - fy) * (((1 - fx) * pixels[at]) + (fx * pixels[at + 1]))) + (fy * (((1 - fx) * pixels[at + field.Width]) + (fx * pixels[at + field.Width + 1])));
    }

    private static double Depth(double x, double y) => Math.Sqrt((x * x) + ((y - ApexY) * (y - ApexY)));

    private static double Angle(double x, double y) => Math.Atan2(x, y - ApexY);
}
