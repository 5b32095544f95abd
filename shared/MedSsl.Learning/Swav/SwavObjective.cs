using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Swapped prediction (Caron et al. 2020) with prototypes, codes and queue of their own for each modality (Ghesu et al. 2022, §3.2). The modalities of a batch do not
/// influence each other here, only through the network that they share.
/// </summary>
/// <param name="recipe">Constants.</param>
/// <param name="slices">Where each modality lies in a batch.</param>
internal sealed class SwavObjective(TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices) : IObjective
{
    private const int ExpectedUses = 10; // of a prototype before it counts as unused

    /// <summary>Crops that give codes: the first large ones.</summary>
    public const int AssignCrops = 2;

    /// <summary>
    /// Rows of a modality's queue: a whole number of its batches, and never more than a quarter of its images, so that it holds none of them twice and none is far older than
    /// the network.
    /// </summary>
    public static long QueueLength(TrainingRecipe recipe, ModalitySlice slice) => Math.Min(recipe.QueueLength, slice.ImageCount / 4) / slice.Quota * slice.Quota;

    private readonly Prototypes prototypes = new([.. slices.Select(slice => slice.Modality)], recipe.Prototypes, recipe.EmbeddingSize, recipe.Seed + 2);
    private readonly EmbeddingQueues queues = new(slices.Select(slice => (slice.Modality, QueueLength(recipe, slice))), AssignCrops, recipe.EmbeddingSize);

    public IReadOnlyList<(string Name, nn.Module Module)> Modules => [("prototypes", prototypes), ("queues", queues)];

    /// <summary>C_m.</summary>
    public Prototypes Prototypes => prototypes;

    /// <summary>Before the forward pass: prototypes back onto the unit sphere; while frozen they receive no gradient at all.</summary>
    public void Begin(long step)
    {
        prototypes.Normalize();
        prototypes.Frozen = step < (recipe.PrototypeFreezeSteps ?? recipe.Steps);
    }

    /// <inheritdoc/>
    public BatchLoss Compute(Tensor embeddings, long step) => new(
        [.. slices.Select(slice => Modality(slice, embeddings.narrow(1, slice.Start, slice.Quota), step))],
        Math.Log(recipe.Prototypes));

    public void Dispose()
    {
        prototypes.Dispose();
        queues.Dispose();
    }

    /// <summary>Codes of the assign crops, by Sinkhorn over the queue and the batch.</summary>
    /// <param name="modality">Whose queue and prototypes.</param>
    /// <param name="scores">One [B_m, K] per crop.</param>
    /// <param name="assignment">How Sinkhorn was applied.</param>
    /// <returns>One [B_m, K] per assign crop.</returns>
    internal List<Tensor> Codes(string modality, IReadOnlyList<Tensor> scores, out CodeAssignment assignment)
    {
        var queued = queues.Full(modality); // [A, L, D]
        var codes = new List<Tensor>();
        var (epsilon, spread) = (0.0, 0.0);
        for (var a = 0; a < AssignCrops; a++)
        {
            // The queue with the prototypes of today; of its codes nothing is kept.
            var batch = scores[a].detach();
            var seen = queued is null ? batch : cat([prototypes.Scores(modality, queued[a]).detach(), batch]);
            var deviation = Sinkhorn.Spread(seen);
            var sharpness = recipe.EpsilonFactor > 0 ? Sinkhorn.AdaptiveEpsilon(deviation, recipe.Epsilon, recipe.EpsilonFactor) : recipe.Epsilon;
            epsilon += sharpness / AssignCrops;
            spread += deviation / AssignCrops;
            codes.Add(Sinkhorn.Assign(seen, sharpness, recipe.SinkhornIterations).narrow(0, seen.shape[0] - batch.shape[0], batch.shape[0]));
        }

        assignment = new CodeAssignment(epsilon, spread, queued?.shape[1] ?? 0);
        return codes;
    }

    private ModalityLoss Modality(ModalitySlice slice, Tensor z, long step)
    {
        var scores = prototypes.Scores(slice.Modality, z).unbind(0); // V times [B_m, K]
        var codes = Codes(slice.Modality, scores, out var assignment);

        // After the codes, so that no image meets itself.
        if (step >= recipe.QueueStart)
        {
            queues.Insert(slice.Modality, z.narrow(0, 0, AssignCrops));
        }

        var window = ExpectedUses * (recipe.Prototypes + slice.Quota - 1) / slice.Quota;
        var unused = (double)prototypes.NoteUse(slice.Modality, codes[0], step + 1, window) / recipe.Prototypes;
        return new ModalityLoss(
            slice,
            SwavLoss.Compute(scores, codes, recipe.Temperature),
            recipe.WeightOf(slice, slices.Count),
            CodeStatistics.Of(codes[0], scores[1], recipe.Temperature, assignment, unused));
    }
}
