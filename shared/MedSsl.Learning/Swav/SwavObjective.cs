using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Swapped prediction (Caron et al. 2020) with prototypes, codes and queue of their own for each modality (Ghesu et al. 2022, §3.2). The modalities of a batch do not
/// influence each other here, only through the network that they share.
/// </summary>
/// <param name="recipe">Constants.</param>
/// <param name="slices">Where each modality lies in a batch.</param>
/// <param name="prototypes">C_m.</param>
/// <param name="queues">Embeddings of batches before.</param>
internal sealed class SwavObjective(TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices, Prototypes prototypes, EmbeddingQueues queues)
{
    /// <summary>Crops that give codes: the first large ones.</summary>
    public const int AssignCrops = 2;

    /// <summary>
    /// Rows of a modality's queue: a whole number of its batches, and never more than a quarter of its images, so that it holds none of them twice and none is far older than
    /// the network.
    /// </summary>
    public static long QueueLength(TrainingRecipe recipe, ModalitySlice slice) => Math.Min(recipe.QueueLength, slice.ImageCount / 4) / slice.Quota * slice.Quota;

    /// <summary>Before the forward pass: prototypes back onto the unit sphere; while frozen they receive no gradient at all.</summary>
    public void Begin(long step)
    {
        prototypes.Normalize();
        prototypes.Frozen = step < (recipe.PrototypeFreezeSteps ?? recipe.Steps);
    }

    /// <summary>The losses of the modalities, and the embeddings into the queues.</summary>
    /// <param name="embeddings">Unit embeddings of the whole batch, [V, B, D], the assign crops first.</param>
    /// <param name="step">Steps done before.</param>
    public List<ModalityLoss> Compute(Tensor embeddings, long step) =>
        [.. slices.Select(slice => Modality(slice, embeddings.narrow(1, slice.Start, slice.Quota), step))];

    private ModalityLoss Modality(ModalitySlice slice, Tensor z, long step)
    {
        var scores = prototypes.Scores(slice.Modality, z).unbind(0); // V times [B_m, K]
        var queued = queues.Full(slice.Modality); // [A, L, D]
        var codes = new List<Tensor>();
        var epsilons = new List<double>();
        for (var a = 0; a < AssignCrops; a++)
        {
            // The queue with the prototypes of today; of its codes nothing is kept.
            var seen = queued is null ? scores[a].detach() : cat([prototypes.Scores(slice.Modality, queued[a]).detach(), scores[a].detach()]);
            var epsilon = recipe.EpsilonFactor > 0 ? Sinkhorn.AdaptiveEpsilon(seen, recipe.Epsilon, recipe.EpsilonFactor) : recipe.Epsilon;
            epsilons.Add(epsilon);
            codes.Add(Sinkhorn.Assign(seen, epsilon, recipe.SinkhornIterations).narrow(0, seen.shape[0] - slice.Quota, slice.Quota));
        }

        // After the codes, so that no image meets itself.
        if (step >= recipe.QueueStart)
        {
            queues.Insert(slice.Modality, z.narrow(0, 0, AssignCrops));
        }

        var loss = SwavLoss.Compute(scores, codes, recipe.Temperature);
        var weight = recipe.ModalityWeighting == ModalityWeighting.Samples ? (double)slice.Quota / recipe.BatchSize : 1.0 / slices.Count;
        return new ModalityLoss(slice, loss, weight, epsilons.Average(), codes[0], CodeStatistics.Of(codes[0], scores[1], z[0].detach(), recipe.Temperature));
    }
}
