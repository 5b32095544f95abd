using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>The crops of one step on the device.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Revision">That of the images when reading began.</param>
/// <param name="Groups">One tensor per crop size: [crops, B, 1, size, size].</param>
/// <param name="Replaced">Images that stand in the place of others, by slot.</param>
/// <param name="Targets">Targets of each slot's image; null for one without labels.</param>
/// <param name="Finite">Whether the pixels of each slot's image are finite; the augmentation makes a grey image of one whose are not, which must not teach.</param>
internal sealed record CropBatch(long Step, long Revision, IReadOnlyList<Tensor> Groups, IReadOnlyList<ReplacedDraw> Replaced, IReadOnlyList<IReadOnlyList<float>?> Targets, IReadOnlyList<bool> Finite);
