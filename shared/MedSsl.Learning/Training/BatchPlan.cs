namespace MedSsl.Learning.Training;

/// <summary>
/// Which draws a step makes: a fixed number from each modality's stream, one after the other. The answer depends on the step alone, so a resumed run sees what
/// an uninterrupted one would have seen.
/// </summary>
internal sealed class BatchPlan
{
    /// <summary>Below this Sinkhorn has too few samples of a modality to tell its prototypes apart.</summary>
    public const int SmallestQuota = 8;

    private const int SmallestPart = 2; // one image has no variance

    private BatchPlan(List<ModalitySlice> slices) => Slices = slices;

    /// <summary>The batch in order: each modality's part.</summary>
    public IReadOnlyList<ModalitySlice> Slices { get; }

    /// <summary>A plan, or what is in the way of one.</summary>
    public static (BatchPlan? Plan, IReadOnlyList<string> Problems) Create(TrainingRecipe recipe, ITrainingImages images)
    {
        var counts = images.Modalities.Distinct().Select(modality => (Modality: modality, Count: images.Count(modality)))
            .Where(pair => pair.Count > 0).OrderBy(pair => pair.Modality, StringComparer.Ordinal).ToList();
        if (counts.Count == 0)
        {
            return (null, ["There are no images to train on."]);
        }

        var found = string.Join(", ", counts.Select(pair => $"{pair.Modality} ({pair.Count})"));
        int[] quotas;
        if (recipe.ModalityQuota is { } given)
        {
            if (!given.Keys.Order(StringComparer.Ordinal).SequenceEqual(counts.Select(pair => pair.Modality)))
            {
                return (null, [$"modalityQuota names {string.Join(", ", given.Keys.Order(StringComparer.Ordinal))}; the images are of {found}; allowed: exactly those, or 'auto'."]);
            }

            quotas = [.. counts.Select(pair => given[pair.Modality])];
        }
        else if (recipe.BatchSize < SmallestQuota * counts.Count)
        {
            return (null, [$"batchSize is {recipe.BatchSize} and the images are of {counts.Count} modalities: {found}; allowed: at least {SmallestQuota * counts.Count}, {SmallestQuota} for each."]);
        }
        else
        {
            quotas = Share([.. counts.Select(pair => recipe.BatchShare == BatchShare.Count ? pair.Count : Math.Sqrt(pair.Count))], recipe.BatchSize);
        }

        var slices = new List<ModalitySlice>();
        for (var i = 0; i < counts.Count; i++)
        {
            slices.Add(new ModalitySlice(counts[i].Modality, counts[i].Count, slices.Sum(slice => slice.Quota), quotas[i]));
        }

        var rarest = slices.MinBy(slice => slice.Quota)!;
        return rarest.Quota < SmallestPart * recipe.MicroBatches
            ? (null, [$"microBatches is {recipe.MicroBatches} and a batch has {rarest.Quota} images of {rarest.Modality}; allowed: at most {rarest.Quota / SmallestPart}, so that each part has {SmallestPart} of them."])
            : (new BatchPlan(slices), []);
    }

    /// <summary>Shares <paramref name="total"/> out in proportion to the weights, nobody below <see cref="SmallestQuota"/>, the sum exact.</summary>
    internal static int[] Share(double[] weights, int total)
    {
        var quotas = new int[weights.Length];
        var free = Enumerable.Range(0, weights.Length).ToList();
        while (free.Where(i => Fair(i) < SmallestQuota).ToList() is { Count: > 0 } poor)
        {
            poor.ForEach(i => quotas[i] = SmallestQuota);
            free.RemoveAll(poor.Contains);
        }

        // Largest remainders, ties to the first. Those set already do not take part.
        var left = Left();
        var exact = free.ToDictionary(i => i, Fair);
        foreach (var i in free)
        {
            quotas[i] = (int)Math.Floor(exact[i]);
        }

        foreach (var i in free.OrderByDescending(i => exact[i] - quotas[i]).Take(left - free.Sum(i => quotas[i])).ToList())
        {
            quotas[i]++;
        }

        return quotas;

        int Left() => total - quotas.Where((_, i) => !free.Contains(i)).Sum();
        double Fair(int i) => Left() * weights[i] / free.Sum(j => weights[j]);
    }

    /// <summary>The draws of a step, by slot; an epoch is over when every image of the modality was drawn.</summary>
    public List<(string Modality, long Draw, long Epoch, int Slot)> Slots(long step) =>
        [.. Slices.SelectMany(slice => Enumerable.Range(0, slice.Quota).Select(i => (slice.Modality, FirstDraw(slice, step) + i, (FirstDraw(slice, step) + i) / slice.ImageCount, slice.Start + i)))];

    /// <summary>The first of a modality's draws in a step; as many follow as it has slots. Nothing is dropped at the end of an epoch.</summary>
    public static long FirstDraw(ModalitySlice slice, long step) => step * slice.Quota;
}
