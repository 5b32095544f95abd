using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>Shapes of an axial head slice that CT and MR share; the instance decides slice and position.</summary>
internal sealed class HeadAnatomy
{
    private readonly double a;
    private readonly double b;
    private readonly double skull;
    private readonly double scalp;
    private readonly double ventricles;
    private readonly double atrophy;
    private readonly double asymmetry;
    private readonly GrayImage folds;

    public HeadAnatomy(SeededRandom patient, SeededRandom instance, int size)
    {
        var slice = instance.Uniform(0.92, 1);
        a = patient.Uniform(0.64, 0.74) * slice;
        b = patient.Uniform(0.8, 0.9) * slice;
        skull = patient.Uniform(0.05, 0.085);
        scalp = patient.Uniform(0.04, 0.065);
        ventricles = patient.Uniform(0.6, 1.35) * instance.Uniform(0.85, 1.15);
        atrophy = patient.Uniform(0.15, 0.6);
        asymmetry = patient.Uniform(-0.12, 0.12);
        folds = Texture.Smooth(size, size, size / 42.0, patient);
        Ragged = Texture.Smooth(size, size, size / 30.0, patient);
        Pose = Pose.Draw(instance, degrees: 8, shift: 0.04, scale: 0.04);
    }

    public Pose Pose { get; }

    /// <summary>A field that makes outlines irregular.</summary>
    public GrayImage Ragged { get; }

    /// <summary>Signed distance to the skin, the skull's outside and the brain; negative inside.</summary>
    public double FromScalp(double x, double y) => Outline(x, y, 0);

    public double FromSkull(double x, double y) => Outline(x, y, scalp);

    public double FromBrain(double x, double y) => Outline(x, y, scalp + skull + 0.015);

    /// <summary>Share of grey matter: the cortex, folded by a random field, and the deep nuclei.</summary>
    public double GreyMatter(double x, double y, int i)
    {
        var cortex = Canvas.Inside(-FromBrain(x, y) - 0.09 - (0.045 * folds.Pixels[i]), 0.05);
        var ax = Math.Abs(x);
        var deep = Math.Max(Canvas.Inside(Canvas.Ellipse(ax - 0.2, y + 0.08, 0.07, 0.14), 0.04), Canvas.Inside(Canvas.Ellipse(ax - 0.09, y - 0.08, 0.07, 0.1), 0.04));
        return Math.Max(cortex, 0.9 * deep);
    }

    /// <summary>Share of fluid in the furrows of the cortex; more with atrophy.</summary>
    public double Sulcus(double x, double y, int i)
    {
        var nearSurface = Canvas.Inside(-FromBrain(x, y) - 0.1, 0.06);
        return nearSurface <= 0 ? 0 : nearSurface * Canvas.Inside(Math.Abs(folds.Pixels[i]) - (0.35 * atrophy), 0.35) * 0.9;
    }

    /// <summary>Share of fluid of the ventricles: frontal horns, bodies and third ventricle.</summary>
    public double Ventricle(double x, double y, int i, double pixel)
    {
        var wide = ventricles * (1 + (x < 0 ? asymmetry : -asymmetry));
        var ax = Math.Abs(x);
        var edge = 0.015 + pixel;
        var ragged = 0.006 * Ragged.Pixels[i];
        var (fx, fy) = (ax - 0.05 - (0.35 * (-0.05 - y)), y + 0.22);
        var horn = Canvas.Inside(Canvas.Ellipse(fx, fy, 0.042 * wide, 0.15) + ragged, edge);
        var (bx, by) = (ax - 0.1 - (0.5 * (y - 0.15)), y - 0.27);
        var back = Canvas.Inside(Canvas.Ellipse(bx, by, 0.045 * wide, 0.13) + ragged, edge);
        var third = Canvas.Inside(Canvas.Ellipse(x, y - 0.02, 0.014 * wide, 0.09), edge);
        return Math.Max(Math.Max(horn, back), third);
    }

    /// <summary>Share of the falx, the fold of dura between the hemispheres.</summary>
    public static double Falx(double x, double y, double pixel) =>
        Math.Abs(y) < 0.42 ? 0 : 0.8 * Canvas.Inside(Math.Abs(x) - 0.008, 0.008 + pixel);

    private double Outline(double x, double y, double inset)
    {
        // Fuller at the back than at the front, as heads are.
        var fuller = a * (1 + (0.06 * y));
        return Canvas.Ellipse(x, y, fuller - inset, b - inset);
    }
}
