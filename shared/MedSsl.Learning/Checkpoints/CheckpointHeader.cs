using MedSsl.Learning.Training.Health;

namespace MedSsl.Learning.Checkpoints;

/// <summary>What a checkpoint holds beside its tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="RecipeDigest">Digest of the recipe.</param>
/// <param name="Data">Names the images and their order.</param>
/// <param name="RollBacks">How often the run went back to where it was healthy.</param>
/// <param name="Health">What is remembered of each modality's past steps.</param>
internal sealed record CheckpointHeader(long Step, string RecipeDigest, string Data, int RollBacks, IReadOnlyDictionary<string, ModalityHealth> Health);
