using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;

namespace MedSsl.Dashboard.Timelines;

/// <summary>A run on a version of the dataset.</summary>
/// <param name="Command">What was asked for.</param>
/// <param name="DatasetVersion">Version that it reads.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Result">How it ended; null while it has not.</param>
/// <param name="IsPaused">Whether it rests until it is resumed.</param>
/// <param name="ModelVersion">Version under which its model is registered; null without one.</param>
internal sealed record RunUse(StartTraining Command, int DatasetVersion, DateTimeOffset AcceptedAt, RunResult? Result, bool IsPaused, int? ModelVersion);
