using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;

namespace MedSsl.Training.Requests;

/// <summary>An accepted command as it is recorded.</summary>
/// <param name="Command">The command.</param>
/// <param name="Recipe">The recipe with its overrides applied.</param>
/// <param name="DatasetVersion">The version of the dataset.</param>
/// <param name="AcceptedAt">When it was accepted (UTC).</param>
internal sealed record RunRequest(StartTraining Command, TrainingRecipe Recipe, int DatasetVersion, DateTimeOffset AcceptedAt);
