namespace MedSsl.Learning.Checkpoints;

/// <summary>What a checkpoint holds beside its tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="RecipeDigest">Digest of the recipe.</param>
/// <param name="Data">Names the images and their order.</param>
/// <param name="Lasting">For how many steps each modality has looked collapsed.</param>
internal sealed record CheckpointHeader(long Step, string RecipeDigest, string Data, IReadOnlyDictionary<string, int> Lasting);
