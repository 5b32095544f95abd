using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>
/// Axial T1-weighted slice after contrast medium: arbitrary units with a random coil gain and shading. Positive: an enhancing metastasis, solid or ring,
/// with oedema. Decoys: vessels, which enhance too, and the choroid plexus.
/// </summary>
internal static class BrainMr
{
    public const string Task = "brain_metastasis";

    private const int Maximum = 4095; // 12 bits
    private const double FieldOfView = 230; // mm

    public static Phantom Draw(PhantomKey key, int size, bool positive)
    {
        var patient = key.OfPatient();
        var instance = key.OfInstance();
        var head = new HeadAnatomy(patient, instance, size);
        var canvas = new Canvas(size, head.Pose);
        var white = patient.Uniform(0.55, 0.66);
        var grey = white * patient.Uniform(0.66, 0.82);
        var fat = patient.Uniform(0.7, 1);
        canvas.Paint((x, y, _, i) => Tissue(head, x, y, i, canvas.Pixel, grey, white, fat));
        Vessels(canvas, patient, instance);
        if (positive)
        {
            Metastasis(canvas, head, key.OfLesion(), instance.Uniform(0.85, 1), grey);
        }

        return Scan(canvas, patient, key, size, positive);
    }

    private static double Tissue(HeadAnatomy head, double x, double y, int i, double pixel, double grey, double white, double fat)
    {
        var outside = head.FromScalp(x, y);
        if (outside > pixel)
        {
            return 0;
        }

        var inner = head.FromBrain(x, y);
        var value = white + ((grey - white) * head.GreyMatter(x, y, i));
        value += (0.14 - value) * Math.Max(head.Sulcus(x, y, i), head.Ventricle(x, y, i, pixel));
        value += (0.6 - value) * HeadAnatomy.Falx(x, y, pixel);
        value += (0.12 - value) * (1 - Canvas.Inside(inner, 0.02 + pixel)); // fluid, then bone, which gives no signal
        value += (fat - value) * (1 - Canvas.Inside(head.FromSkull(x, y), 0.01 + pixel));
        return value * Canvas.Inside(outside, 1.5 * pixel);
    }

    private static void Vessels(Canvas canvas, SeededRandom patient, SeededRandom instance)
    {
        canvas.Disc(0, 0.68, patient.Uniform(0.02, 0.032), 0.95); // superior sagittal sinus
        for (var vessel = 4 + patient.Next(5); vessel > 0; vessel--)
        {
            // Cut across: dots of one or two millimetres, which move from slice to slice.
            var (angle, distance) = (patient.Uniform(0, 2 * Math.PI), patient.Uniform(0.15, 0.5));
            canvas.Disc(
                (distance * Math.Cos(angle)) + instance.Uniform(-0.02, 0.02), (1.15 * distance * Math.Sin(angle)) + instance.Uniform(-0.02, 0.02),
                patient.Uniform(0.011, 0.021), patient.Uniform(0.75, 0.95));
        }

        if (patient.NextDouble() < 0.6)
        {
            canvas.Disc(-0.13, 0.25, patient.Uniform(0.018, 0.03), 0.8);
            canvas.Disc(0.13, 0.25, patient.Uniform(0.018, 0.03), 0.8);
        }
    }

    private static void Metastasis(Canvas canvas, HeadAnatomy head, SeededRandom lesion, double slice, double grey)
    {
        var side = lesion.Next(2) == 0 ? -1 : 1;
        var (cx, cy) = (side * lesion.Uniform(0.18, 0.36), lesion.Uniform(-0.4, 0.45));
        var radius = slice * lesion.Uniform(0.085, 0.13);
        var ring = lesion.Next(2) == 0;
        var oedema = radius * lesion.Uniform(1.3, 1.7);
        var enhancement = lesion.Uniform(0.85, 1);
        canvas.Paint((x, y, value, i) =>
        {
            if (head.FromBrain(x, y) > -0.02)
            {
                return value;
            }

            var distance = Math.Sqrt(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) + (0.01 * head.Ragged.Pixels[i]);
            value += (float)(((0.8 * grey) - value) * 0.8 * Canvas.Inside(distance - oedema - (0.02 * head.Ragged.Pixels[i]), 0.05));
            value += (float)((enhancement - value) * Canvas.Inside(distance - radius, 0.015 + canvas.Pixel));
            return ring ? value + ((0.35 - value) * Canvas.Inside(distance - (0.55 * radius), 0.015 + canvas.Pixel)) : value;
        });
    }

    private static Phantom Scan(Canvas canvas, SeededRandom patient, PhantomKey key, int size, bool positive)
    {
        var gain = patient.LogUniform(250, 3200);
        var gamma = patient.Uniform(0.8, 1.3);
        var shading = patient.Uniform(0.05, 0.22);
        var noise = patient.LogUniform(0.012, 0.04);
        var coil = Texture.Smooth(size, size, size / 4.0, patient);
        var random = key.OfNoise();
        var stored = new int[size * size];
        for (var i = 0; i < stored.Length; i++)
        {
            // The magnitude of a complex signal with normal noise in both channels: Rician.
            var signal = Math.Pow(Math.Max(0, (double)canvas.Image.Pixels[i]), gamma) * Math.Exp(shading * coil.Pixels[i]);
            var (real, imaginary) = (signal + (noise * random.Normal()), noise * random.Normal());
            stored[i] = Math.Min(Maximum, (int)Math.Round(gain * Math.Sqrt((real * real) + (imaginary * imaginary))));
        }

        return new Phantom("MR", Task, positive, size, size, stored, 12, false, 1, 0, "MONOCHROME2", FieldOfView / size);
    }
}
