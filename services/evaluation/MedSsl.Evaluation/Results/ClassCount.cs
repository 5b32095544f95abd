namespace MedSsl.Evaluation.Results;

/// <summary>Images and patients of a class.</summary>
/// <param name="Name">The label's value.</param>
/// <param name="TrainImages">Images on the training side.</param>
/// <param name="TrainPatients">Patients on the training side.</param>
/// <param name="TestImages">Images on the test side.</param>
/// <param name="TestPatients">Patients on the test side.</param>
public sealed record ClassCount(string Name, int TrainImages, int TrainPatients, int TestImages, int TestPatients);
