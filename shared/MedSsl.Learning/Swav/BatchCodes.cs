using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>The codes of a batch.</summary>
/// <param name="Codes">[A, B, K] in the order of the batch, without gradient; each row is over the prototypes of its modality.</param>
/// <param name="Statistics">Figures of each modality.</param>
internal sealed record BatchCodes(Tensor Codes, IReadOnlyDictionary<string, CodeStatistics> Statistics);
