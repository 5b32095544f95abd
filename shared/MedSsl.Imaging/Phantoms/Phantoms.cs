namespace MedSsl.Imaging.Phantoms;

/// <summary>
/// Labelled synthetic patients for demonstrations and tests, where no real image may go. Anatomy, scanner gain, contrast and noise differ between patients;
/// negatives carry decoys (vessels seen end-on, calcifications, shadows), so that the average brightness does not tell the label.
/// They are drawings, not simulations: results on them say that software works, never how well it would do on patients.
/// </summary>
public static class Phantoms
{
    private const int SmallestSize = 16;

    /// <summary>chest_nodule (CR), head_bleed (CT), brain_metastasis (MR), us_lesion (US).</summary>
    public static IReadOnlyList<string> Tasks { get; } = [ChestRadiograph.Task, HeadCt.Task, BrainMr.Task, UltrasoundFan.Task];

    /// <summary>
    /// Draws one image of <paramref name="size"/> x <paramref name="size"/> pixels. Images of one patient share anatomy, scanner and lesion and differ in
    /// position, slice and noise; the same arguments give the same image. With and without the lesion, everything else is the same.
    /// </summary>
    public static Phantom Draw(string task, bool positive, int size, ulong seed, int patient, int instance)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestSize);
        var key = new PhantomKey(task, seed, patient, instance);
        return task switch
        {
            ChestRadiograph.Task => ChestRadiograph.Draw(key, size, positive),
            HeadCt.Task => HeadCt.Draw(key, size, positive),
            BrainMr.Task => BrainMr.Draw(key, size, positive),
            UltrasoundFan.Task => UltrasoundFan.Draw(key, size, positive),
            _ => throw new ArgumentException($"There is no phantom task '{task}'; there are: {string.Join(", ", Tasks)}.", nameof(task)),
        };
    }
}
