using MedSsl.Learning.Training;

namespace MedSsl.Training.Requests;

/// <summary>What an accepted command comes down to: fixed at acceptance, so that a resumed run is the same run.</summary>
/// <param name="Recipe">The recipe with its overrides applied.</param>
/// <param name="DatasetVersion">The version of the dataset.</param>
internal sealed record TrainingPlan(TrainingRecipe Recipe, int DatasetVersion);
