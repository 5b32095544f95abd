using MedSsl.Learning.Swav;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What a batch gave beside its gradients.</summary>
/// <param name="Loss">What was minimised.</param>
/// <param name="SelfSupervised">Its self-supervised part.</param>
/// <param name="Supervised">Its supervised part; null where no image has a label.</param>
/// <param name="Collapsed">Self-supervised loss of a network that maps every image to one point.</param>
/// <param name="Modalities">Of each part of the batch that the objective tells apart.</param>
/// <param name="Embeddings">Of the first crop of each image, [B, D], without gradient.</param>
internal sealed record BatchResult(double Loss, double SelfSupervised, double? Supervised, double Collapsed, IReadOnlyList<ModalityResult> Modalities, Tensor Embeddings);

/// <summary>What the images of one modality gave.</summary>
/// <param name="Slice">Which images.</param>
/// <param name="Loss">Their mean loss.</param>
/// <param name="PredictionPerplexity">Prototypes that a prediction spreads over; null where the objective has none.</param>
/// <param name="Codes">Figures of their codes; null where the objective has none.</param>
internal sealed record ModalityResult(ModalitySlice Slice, double Loss, double? PredictionPerplexity, CodeStatistics? Codes);
