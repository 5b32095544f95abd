using MedSsl.Learning.Training;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>What swapped prediction gave for the images of one modality in a batch.</summary>
/// <param name="Slice">Which images.</param>
/// <param name="Loss">Their loss, a scalar with gradient.</param>
/// <param name="Weight">Its weight in the loss of the batch.</param>
/// <param name="Epsilon">ε of Sinkhorn, mean over the assign crops.</param>
/// <param name="Codes">Q of the first assign crop, [B_m, K].</param>
/// <param name="Statistics">Figures of codes, predictions and embeddings.</param>
internal sealed record ModalityLoss(ModalitySlice Slice, Tensor Loss, double Weight, double Epsilon, Tensor Codes, CodeStatistics Statistics);
