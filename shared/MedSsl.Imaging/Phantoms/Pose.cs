using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>How the anatomy lies in the image. Both span -1 to 1 to the right and downwards.</summary>
internal readonly record struct Pose(double Cosine, double Sine, double Scale, double ShiftX, double ShiftY)
{
    public static Pose Draw(SeededRandom random, double degrees, double shift, double scale)
    {
        var angle = random.Uniform(-degrees, degrees) * Math.PI / 180;
        return new Pose(Math.Cos(angle), Math.Sin(angle), 1 + random.Uniform(-scale, scale), random.Uniform(-shift, shift), random.Uniform(-shift, shift));
    }

    public (double X, double Y) ToAnatomy(double u, double v)
    {
        var (x, y) = ((u - ShiftX) / Scale, (v - ShiftY) / Scale);
        return ((x * Cosine) + (y * Sine), (y * Cosine) - (x * Sine));
    }

    public (double U, double V) ToImage(double x, double y) =>
        ((((x * Cosine) - (y * Sine)) * Scale) + ShiftX, (((x * Sine) + (y * Cosine)) * Scale) + ShiftY);
}
