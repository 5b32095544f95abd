using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>What an objective gave for the images of one modality in a batch.</summary>
/// <param name="Slice">Which images.</param>
/// <param name="Loss">Their mean loss, a scalar with gradient.</param>
/// <param name="Weight">Its weight in the loss of the batch.</param>
/// <param name="PredictionPerplexity">Prototypes that a prediction spreads over; null where the objective has none.</param>
internal sealed record ModalityLoss(ModalitySlice Slice, Tensor Loss, double Weight, double? PredictionPerplexity = null);
