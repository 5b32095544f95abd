namespace MedSsl.Catalogue.Lineage;

/// <summary>How often a run used some samples.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Dataset">Dataset that it drew from.</param>
/// <param name="DatasetVersion">Version of it.</param>
/// <param name="Samples">How many of the samples take part in the run.</param>
/// <param name="Times">How often one of them was in a batch.</param>
/// <param name="FirstStep">The first step, from 1, that used one; null when none did.</param>
/// <param name="LastStep">The last step that used one.</param>
/// <param name="Steps">Steps that the run has taken.</param>
public sealed record Exposure(string RunId, string Dataset, int DatasetVersion, int Samples, long Times, long? FirstStep, long? LastStep, long Steps);
