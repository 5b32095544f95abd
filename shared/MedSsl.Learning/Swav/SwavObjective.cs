using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Swapped prediction (Caron et al. 2020) with prototypes, codes and queue of their own for each modality (Ghesu et al. 2022, §3.2). The modalities of a batch do not
/// influence each other here, only through the network that they share.
/// </summary>
/// <param name="recipe">Constants.</param>
/// <param name="slices">Where each modality lies in a batch.</param>
/// <param name="teacher">Gives the codes (DINO); null where the network is its own teacher.</param>
internal sealed class SwavObjective(TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices, Teacher? teacher = null) : IObjective
{
    private const int ExpectedUses = 10; // of a prototype before it counts as unused

    /// <summary>Crops that give codes: the first large ones.</summary>
    public const int AssignCrops = 2;

    /// <summary>
    /// Rows of a modality's queue: a whole number of its batches, and never more than a quarter of its images, so that it holds none of them twice and none is far older than
    /// the network.
    /// </summary>
    public static long QueueLength(TrainingRecipe recipe, ModalitySlice slice) => Math.Min(recipe.QueueLength, slice.ImageCount / 4) / slice.Quota * slice.Quota;

    private readonly Prototypes prototypes = recipe.NewPrototypes(slices);
    private readonly EmbeddingQueues queues = new(slices.Select(slice => (slice.Modality, QueueLength(recipe, slice))), AssignCrops, recipe.EmbeddingSize);

    public IReadOnlyList<(string Name, nn.Module Module)> Modules => [("prototypes", prototypes), ("queues", queues), .. teacher is null ? [] : ((string, nn.Module)[])[("teacher", teacher)]];

    public IReadOnlyList<ModalitySlice> Slices => slices;

    /// <summary>C_m.</summary>
    public Prototypes Prototypes => prototypes;

    /// <summary>Those that give codes: the teacher's where there is one.</summary>
    private Prototypes Assigning => teacher?.Prototypes ?? prototypes;

    /// <summary>Before the forward pass: prototypes back onto the unit sphere; while frozen they receive no gradient at all.</summary>
    public void Begin(long step)
    {
        prototypes.Normalize();
        prototypes.Frozen = step < (recipe.PrototypeFreezeSteps ?? recipe.Steps);
    }

    /// <inheritdoc/>
    public BatchCodes Assign(Tensor embeddings, long step)
    {
        using var noGradient = no_grad();
        var codes = new List<Tensor>(); // of each modality, [A, B_m, K]
        var statistics = new Dictionary<string, CodeStatistics>(StringComparer.Ordinal);
        foreach (var slice in slices)
        {
            var z = embeddings.narrow(1, slice.Start, slice.Quota);
            var assigned = Codes(slice.Modality, z, out var assignment);
            codes.Add(assigned);

            // After the codes, so that no image meets itself.
            if (step >= recipe.QueueStart)
            {
                queues.Insert(slice.Modality, z);
            }

            var window = ExpectedUses * (recipe.Prototypes + slice.Quota - 1) / slice.Quota;
            var unused = (double)prototypes.NoteUse(slice.Modality, assigned[0], step + 1, window) / recipe.Prototypes;
            statistics.Add(slice.Modality, CodeStatistics.Of(assigned[0], assignment, unused));
        }

        return new BatchCodes(cat(codes, 1), statistics);
    }

    /// <inheritdoc/>
    public BatchLoss Compute(Tensor embeddings, Tensor? codes, IReadOnlyList<ModalitySlice> part)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var own = slices.Count == 1 ? [ModalitySlice.Whole(part) with { Modality = slices[0].Modality }] : part;
        return new BatchLoss([.. own.Zip(slices, (rows, whole) => Modality(whole, rows, embeddings, codes))], Math.Log(recipe.Prototypes));
    }

    public void Dispose()
    {
        prototypes.Dispose();
        queues.Dispose();
        teacher?.Dispose();
    }

    /// <summary>Codes of the assign crops, by Sinkhorn over the queue and the batch.</summary>
    /// <param name="modality">Whose queue and prototypes.</param>
    /// <param name="embeddings">[A, B_m, D].</param>
    /// <param name="assignment">How Sinkhorn was applied.</param>
    /// <returns>[A, B_m, K].</returns>
    internal Tensor Codes(string modality, Tensor embeddings, out CodeAssignment assignment)
    {
        var queued = queues.Full(modality); // [A, L, D]
        var codes = new List<Tensor>();
        var (epsilon, spread) = (0.0, 0.0);
        for (var a = 0; a < AssignCrops; a++)
        {
            // The queue with the prototypes of today; of its codes nothing is kept.
            var seen = Assigning.Scores(modality, queued is null ? embeddings[a] : cat([queued[a], embeddings[a]])).detach();
            var deviation = Sinkhorn.Spread(seen);
            var sharpness = recipe.EpsilonFactor > 0 ? Sinkhorn.AdaptiveEpsilon(deviation, recipe.Epsilon, recipe.EpsilonFactor) : recipe.Epsilon;
            epsilon += sharpness / AssignCrops;
            spread += deviation / AssignCrops;
            codes.Add(Sinkhorn.Assign(seen, sharpness, recipe.SinkhornIterations).narrow(0, seen.shape[0] - embeddings.shape[1], embeddings.shape[1]));
        }

        assignment = new CodeAssignment(epsilon, spread, queued?.shape[1] ?? 0);
        return stack(codes);
    }

    private ModalityLoss Modality(ModalitySlice whole, ModalitySlice rows, Tensor embeddings, Tensor codes)
    {
        var scores = prototypes.Scores(whole.Modality, embeddings.narrow(1, rows.Start, rows.Quota)).unbind(0); // V times [n_m, K]
        return new ModalityLoss(
            rows,
            SwavLoss.Compute(scores, codes.narrow(1, rows.Start, rows.Quota).unbind(0), recipe.Temperature),
            recipe.WeightOf(whole, slices.Count) * rows.Quota / whole.Quota,
            CodeStatistics.PredictionPerplexity(scores[1], recipe.Temperature));
    }
}
