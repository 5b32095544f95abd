using MedSsl.Imaging.Randomness;

namespace MedSsl.Imaging.Phantoms;

/// <summary>Independent random streams of one image, so that to draw a lesion does not move the ribs.</summary>
internal readonly record struct PhantomKey(string Task, ulong Seed, int Patient, int Instance)
{
    /// <summary>Anatomy and scanner.</summary>
    public SeededRandom OfPatient() => Stream(0);

    /// <summary>Place, kind and size of the lesion.</summary>
    public SeededRandom OfLesion() => Stream(1);

    /// <summary>Position and slice.</summary>
    public SeededRandom OfInstance() => Stream(2, (ulong)Instance);

    /// <summary>Noise.</summary>
    public SeededRandom OfNoise() => Stream(3, (ulong)Instance);

    private SeededRandom Stream(params ReadOnlySpan<ulong> path) =>
        new(Seed, [SeededRandom.Hash(Task), (ulong)Patient, .. path]);
}
