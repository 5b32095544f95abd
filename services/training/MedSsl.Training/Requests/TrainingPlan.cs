using MedSsl.Learning.Training;

namespace MedSsl.Training.Requests;

/// <summary>What an accepted command comes down to: fixed at acceptance, so that a resumed run is the same run.</summary>
/// <param name="Recipe">The recipe with its overrides applied and the version of its first weights fixed.</param>
/// <param name="AskedWeights">The first weights as they were asked for.</param>
/// <param name="DatasetVersion">The version of the dataset.</param>
internal sealed record TrainingPlan(TrainingRecipe Recipe, string AskedWeights, int DatasetVersion)
{
    /// <summary>Whether a run that was accepted earlier is what this asks for; a model that has a newer version by now makes no other run of it.</summary>
    public bool IsThatOf(TrainingRecipe accepted) =>
        WeightSource.TryParse(AskedWeights)!.Covers(WeightSource.TryParse(accepted.InitialWeights)!) && (Recipe with { InitialWeights = accepted.InitialWeights }).Digest() == accepted.Digest();
}
