namespace MedSsl.Learning.Training;

/// <summary>The crops of one step in main memory.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Groups">One buffer per crop size: [crops · B, size, size], crop-major.</param>
internal sealed record CropBatch(long Step, IReadOnlyList<float[]> Groups);
