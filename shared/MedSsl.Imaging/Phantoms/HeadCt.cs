using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>
/// Axial slice of a head in Hounsfield units. Positive: blood of 55 to 80 HU in the brain or between brain and skull.
/// Decoys: calcified choroid plexus and pineal gland, the falx, thick skull.
/// </summary>
internal static class HeadCt
{
    public const string Task = "head_bleed";

    private const double FieldOfView = 230; // mm

    public static Phantom Draw(PhantomKey key, int size, bool positive)
    {
        var patient = key.OfPatient();
        var instance = key.OfInstance();
        var head = new HeadAnatomy(patient, instance, size);
        var canvas = new Canvas(size, head.Pose);
        var grey = patient.Uniform(35, 40);
        var white = grey - patient.Uniform(6, 10);
        var bone = patient.Uniform(750, 1300);
        canvas.Paint((x, y, _, i) => Tissue(head, x, y, i, canvas.Pixel, grey, white, bone));
        if (patient.NextDouble() < 0.6)
        {
            canvas.Disc(-0.13, 0.24, patient.Uniform(0.018, 0.032), patient.Uniform(90, 250));
            canvas.Disc(0.13, 0.24, patient.Uniform(0.018, 0.032), patient.Uniform(90, 250));
        }

        if (patient.NextDouble() < 0.5)
        {
            canvas.Disc(0, 0.14, patient.Uniform(0.014, 0.024), patient.Uniform(100, 250));
        }

        if (positive)
        {
            Bleed(canvas, head, key.OfLesion(), instance.Uniform(0.85, 1));
        }

        return Scan(canvas, patient, key, size, positive);
    }

    private static double Tissue(HeadAnatomy head, double x, double y, int i, double pixel, double grey, double white, double bone)
    {
        var outside = head.FromScalp(x, y);
        if (outside > pixel)
        {
            return -1000;
        }

        var inner = head.FromBrain(x, y);
        var value = white + ((grey - white) * head.GreyMatter(x, y, i));
        value += (8 - value) * Math.Max(head.Sulcus(x, y, i), head.Ventricle(x, y, i, pixel));
        value += (48 - value) * HeadAnatomy.Falx(x, y, pixel);
        value += (7 - value) * (1 - Canvas.Inside(inner, 0.025)); // fluid between brain and bone
        value += (bone - value) * (1 - Canvas.Inside(inner - 0.015, 0.01 + pixel)); // inner table
        value += (-60 - value) * (1 - Canvas.Inside(head.FromSkull(x, y), 0.01 + pixel)); // fat of the scalp
        value += (20 - value) * (1 - Canvas.Inside(outside + 0.018, 0.01 + pixel)); // skin
        return value + ((-1000 - value) * (1 - Canvas.Inside(outside, 1.5 * pixel)));
    }

    private static void Bleed(Canvas canvas, HeadAnatomy head, SeededRandom lesion, double slice)
    {
        var density = lesion.Uniform(60, 80);
        var extraAxial = lesion.NextDouble() < 0.4;
        var side = lesion.Next(2) == 0 ? -1 : 1;
        if (extraAxial)
        {
            // A crescent (subdural) or a shorter, thicker lens (epidural) along the inner table.
            var lens = lesion.Next(2) == 0;
            var (middle, span) = (lesion.Uniform(-0.9, 0.9), lens ? lesion.Uniform(0.35, 0.5) : lesion.Uniform(0.6, 1));
            var thickness = slice * (lens ? lesion.Uniform(0.16, 0.24) : lesion.Uniform(0.11, 0.16));
            canvas.Paint((x, y, value, _) =>
            {
                var angle = Math.Atan2(y, side * x) - middle;
                var depth = thickness * (1 - Math.Pow(angle / span, 2));
                var inner = head.FromBrain(x, y);
                return Math.Abs(angle) < span && inner < 0.03
                    ? value + ((density - value) * Canvas.Inside(-inner - depth, 0.02 + canvas.Pixel) * Canvas.Inside(inner - 0.008, 0.01 + canvas.Pixel))
                    : value;
            });
            return;
        }

        var (cx, cy) = (side * lesion.Uniform(0.2, 0.36), lesion.Uniform(-0.36, 0.4));
        var (a, b, turn) = (slice * lesion.Uniform(0.14, 0.26), slice * lesion.Uniform(0.14, 0.26), lesion.Uniform(0, Math.PI));
        canvas.Paint((x, y, value, i) =>
        {
            if (head.FromBrain(x, y) > -0.02)
            {
                return value;
            }

            var (dx, dy) = (((x - cx) * Math.Cos(turn)) + ((y - cy) * Math.Sin(turn)), ((y - cy) * Math.Cos(turn)) - ((x - cx) * Math.Sin(turn)));
            var distance = Canvas.Ellipse(dx, dy, a, b) + (0.018 * head.Ragged.Pixels[i]);
            value += (float)((18 - value) * 0.7 * Canvas.Inside(distance - 0.045, 0.05)); // oedema
            return value + ((density - value) * Canvas.Inside(distance, 0.02 + canvas.Pixel));
        });
    }

    private static Phantom Scan(Canvas canvas, SeededRandom patient, PhantomKey key, int size, bool positive)
    {
        // Calibration keeps Hounsfield units of scanners close: what differs is noise, its grain, and a few units of shading.
        var noise = patient.LogUniform(2.5, 7);
        var grain = Texture.Smooth(size, size, patient.Uniform(0.3, 0.8), key.OfNoise());
        var shading = Texture.Smooth(size, size, size / 5.0, patient);
        var offset = patient.Uniform(-3, 3);
        var intercept = patient.Next(2) == 0 ? -1024 : 0;
        var stored = new int[size * size];
        for (var i = 0; i < stored.Length; i++)
        {
            var value = canvas.Image.Pixels[i] + (noise * grain.Pixels[i]) + (1.5 * shading.Pixels[i]) + offset;
            stored[i] = (int)Math.Round(Math.Clamp(value, -1024, 3071)) - intercept;
        }

        return new Phantom("CT", Task, positive, size, size, stored, 16, true, 1, intercept, "MONOCHROME2", FieldOfView / size);
    }
}
