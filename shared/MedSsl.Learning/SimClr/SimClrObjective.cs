using MedSsl.Learning.Swav;
using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Learning.SimClr;

/// <summary>SimCLR (Chen et al. 2020), the baseline of Ghesu et al. 2022: an image is told from all others of the batch, of its own modality and of others.</summary>
internal sealed class SimClrObjective(TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices) : IObjective
{
    public IReadOnlyList<(string Name, nn.Module Module)> Modules => [];

    public IReadOnlyList<ModalitySlice> Slices => slices;

    public void Begin(long step)
    {
        // Nothing is remembered between batches.
    }

    public BatchCodes? Assign(Tensor embeddings, long step) => null;

    public BatchLoss Compute(Tensor embeddings, Tensor? codes, IReadOnlyList<ModalitySlice> part)
    {
        var loss = NtXentLoss.Compute(embeddings[0], embeddings[1], recipe.Temperature); // [B]
        return new BatchLoss(
            [.. part.Select(slice => new ModalityLoss(slice, loss.narrow(0, slice.Start, slice.Quota).mean(), recipe.WeightOf(slice, part.Count)))],
            Math.Log((2 * recipe.BatchSize) - 1));
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
