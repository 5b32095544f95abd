using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>
/// Frontal chest radiograph: thickness of soft tissue and bone along the ray, then a detector's response. Positive: a round nodule in a lung.
/// Decoys: vessels, vessels seen end-on, small calcified granulomas, a side marker.
/// </summary>
internal static class ChestRadiograph
{
    public const string Task = "chest_nodule";

    private const int Maximum = 4095; // 12 bits
    private const double FieldOfView = 350; // mm

    public static Phantom Draw(PhantomKey key, int size, bool positive)
    {
        var patient = key.OfPatient();
        var body = new Body(patient);
        var pose = DrawPose(key);
        var canvas = new Canvas(size, pose);
        canvas.Paint((x, y, _, _) => body.Thickness(x, y, canvas.Pixel));
        Vessels(canvas, body, patient, new Canvas(size, pose));
        if (positive)
        {
            var lesion = key.OfLesion();
            var (x, y) = body.PlaceInLung(lesion);
            canvas.Ball(x, y, lesion.Uniform(0.11, 0.19), lesion.Uniform(0.2, 0.3));
        }

        if (patient.Next(2) == 0)
        {
            canvas.Tube(-0.86, -0.86, -0.86, -0.74, 0.02, 0.02, 60); // the side marker, lead
        }

        return Expose(canvas, patient, key, size, positive);
    }

    /// <summary>Where more than half of the lungs' depth is aerated in the image that <see cref="Draw"/> gives, row-major.</summary>
    public static bool[] Lungs(PhantomKey key, int size)
    {
        var body = new Body(key.OfPatient());
        var canvas = new Canvas(size, DrawPose(key));
        canvas.Paint((x, y, _, _) => body.Lung(x, y, canvas.Pixel));
        return Array.ConvertAll(canvas.Image.Pixels, aerated => aerated > 0.5f);
    }

    private static Pose DrawPose(PhantomKey key) => Pose.Draw(key.OfInstance(), degrees: 4, shift: 0.05, scale: 0.05);

    private static void Vessels(Canvas canvas, Body body, SeededRandom patient, Canvas layer)
    {
        // Tubes go to a layer of their own: they need a ground of zero, the image's values are the thickness of all the rest.
        for (var branch = 0; branch < 18; branch++)
        {
            var side = branch % 2 == 0 ? -1 : 1;
            var angle = patient.Uniform(-1.3, 1.3);
            var (x, y, radius) = (side * 0.17, body.HilumY + patient.Uniform(-0.06, 0.06), patient.Uniform(0.013, 0.026));
            for (var step = 0; step < 5 && radius > 0.004; step++)
            {
                var length = patient.Uniform(0.09, 0.16);
                var (nextX, nextY) = (x + (side * Math.Cos(angle) * length), y + (Math.Sin(angle) * length));
                layer.Tube(x, y, nextX, nextY, radius, radius * 0.75, 7.5);
                (x, y, radius) = (nextX, nextY, radius * 0.72);
                angle += patient.Uniform(-0.45, 0.45);
            }
        }

        VectorMath.AddScaled(canvas.Image.Pixels, layer.Image.Pixels, 1);
        for (var endOn = patient.Next(4); endOn >= 0; endOn--)
        {
            var (x, y) = body.PlaceInLung(patient);
            canvas.Ball(x * 0.75, y, patient.Uniform(0.014, 0.024), patient.Uniform(0.12, 0.2));
        }

        if (patient.NextDouble() < 0.4)
        {
            var (x, y) = body.PlaceInLung(patient);
            canvas.Ball(x, y, patient.Uniform(0.014, 0.022), patient.Uniform(0.25, 0.4));
        }
    }

    private static Phantom Expose(Canvas canvas, SeededRandom patient, PhantomKey key, int size, bool positive)
    {
        var gain = patient.LogUniform(0.55, 1.4);
        var offset = patient.Uniform(0.02, 0.15);
        var gamma = patient.Uniform(0.8, 1.5);
        var noise = patient.LogUniform(0.006, 0.02);
        var inverted = patient.NextDouble() < 0.25;
        var random = key.OfNoise();
        var stored = new int[size * size];
        for (var i = 0; i < stored.Length; i++)
        {
            // Fewer quanta reach the detector behind thick parts: after the logarithm their noise is larger.
            var thickness = Math.Max(0, canvas.Image.Pixels[i]);
            var signal = Math.Max(0, thickness + (noise * Math.Exp(0.6 * thickness) * random.Normal()));
            var value = Math.Clamp((int)Math.Round(Maximum * (offset + (gain * Math.Pow(signal / 1.8, gamma) * 0.75))), 0, Maximum);
            stored[i] = inverted ? Maximum - value : value;
        }

        return new Phantom("CR", Task, positive, size, size, stored, 12, false, 1, 0, inverted ? "MONOCHROME1" : "MONOCHROME2", FieldOfView / size);
    }

    /// <summary>One patient's chest; thickness in units of the chest's depth of soft tissue.</summary>
    private sealed class Body(SeededRandom random)
    {
        private readonly double width = random.Uniform(0.84, 1.02);
        private readonly double lungWidth = random.Uniform(0.29, 0.35);
        private readonly double lungHeight = random.Uniform(0.58, 0.7);
        private readonly double aeration = random.Uniform(0.55, 0.75);
        private readonly double heart = random.Uniform(0.26, 0.38);
        private readonly double heartX = random.Uniform(0.06, 0.14);
        private readonly double diaphragm = random.Uniform(0.4, 0.56);
        private readonly double ribSpacing = random.Uniform(0.125, 0.155);
        private readonly double ribStart = random.Uniform(0, 0.13);
        private readonly double ribDensity = random.Uniform(0.05, 0.13);
        private readonly double ribSlope = random.Uniform(0.3, 0.6);
        private readonly double clavicle = random.Uniform(-0.78, -0.66);

        public double HilumY { get; } = random.Uniform(-0.1, 0.04);

        /// <summary>A point well inside one of the lungs, clear of heart and diaphragm.</summary>
        public (double X, double Y) PlaceInLung(SeededRandom source)
        {
            var side = source.Next(2) == 0 ? -1 : 1;
            var height = source.Uniform(-0.6, 0.3);
            return ((side * 0.44) + (source.Uniform(-0.5, 0.5) * lungWidth * (height < -0.35 ? 0.5 : 1)), height * lungHeight);
        }

        public double Thickness(double x, double y, double pixel)
        {
            var ax = Math.Abs(x);
            var half = width * (y < -0.55 ? 1 + (0.6 * (-0.55 - y)) : 1) * (1 - (0.1 * Math.Max(0, y)));
            var edge = ax / half;
            var depth = edge < 1 ? Math.Sqrt(1 - (edge * edge)) : 0;
            var total = Math.Min(1.1, 1.4 * depth) * (0.95 + (0.15 * y));
            if (depth == 0)
            {
                return 0;
            }

            total -= aeration * Lung(x, y, pixel) * Math.Min(1, 1.3 * depth);
            total += (0.07 + (0.025 * Math.Cos(y * 38))) * Canvas.Inside(ax - 0.075, 0.04); // vertebrae
            var mediastinum = 0.36 * Canvas.Inside(ax - 0.13 - (0.05 * Math.Max(0, y)), 0.09);
            var (hx, hy) = (x - heartX, y - 0.22 - (0.2 * (x - heartX)));
            var heartChord = Math.Sqrt(Math.Max(0, 1 - Square(hx / (1.15 * heart)) - Square(hy / (0.82 * heart))));
            total += Math.Max(mediastinum, 0.55 * Math.Sqrt(heartChord));
            var knob = (Square(x - 0.12) + Square(y + 0.32)) / Square(0.1);
            total += knob < 1 ? 0.18 * Math.Sqrt(1 - knob) : 0;
            return total + Bones(x, ax, y, half, pixel);
        }

        /// <summary>Share of the lung's depth that the ray passes: 0 beside the lungs.</summary>
        public double Lung(double x, double y, double pixel)
        {
            var ax = Math.Abs(x);
            var up = (y + 0.08) / lungHeight;
            var taper = lungWidth * (up < 0 ? 1 - (0.35 * up * up) : 1 + (0.12 * up));
            var fromMiddle = (ax - 0.44 + (0.09 * Math.Max(0, -up))) / taper;
            var rim = 1 - (fromMiddle * fromMiddle) - Math.Pow(Math.Abs(up), 3);
            if (rim <= 0)
            {
                return 0;
            }

            var dome = diaphragm + (0.25 * Square((ax - 0.4) / lungWidth)) - (x < 0 ? 0.06 : 0);
            return Math.Sqrt(Math.Sqrt(rim)) * Canvas.Inside(y - dome, 0.02 + pixel);
        }

        private double Bones(double x, double ax, double y, double half, double pixel)
        {
            var bones = 0.0;
            if (ax < 0.9 * half && ax > 0.06 && y > -0.75 && y < 0.62)
            {
                var behind = Repeat(y - (ribSlope * ax * Math.Sqrt(ax)) - ribStart);
                var before = Repeat(y + (0.9 * ribSlope * ax) - ribStart);
                bones += ribDensity * Rib(behind, 0.027, pixel);
                bones += ax > 0.25 ? 0.55 * ribDensity * Rib(before, 0.032, pixel) : 0;
            }

            var collar = clavicle + (0.35 * Square(ax - 0.35)) - (0.1 * ax);
            return bones + (ax is > 0.07 and < 0.8 ? 0.11 * Rib(Math.Abs(y - collar), 0.028, pixel) : 0);
        }

        // A tube of cortical bone: its walls absorb more than its middle.
        private static double Rib(double distance, double radius, double pixel) =>
            Canvas.Inside(distance - radius, 0.012 + pixel) * (0.7 + (0.3 * Square(distance / radius)));

        private double Repeat(double y) => Math.Abs(y - (ribSpacing * Math.Round(y / ribSpacing)));

        private static double Square(double value) => value * value;
    }
}
