namespace MedSsl.Learning.Training.Health;

/// <summary>An image of a step that failed.</summary>
/// <param name="Slot">Row of the batch.</param>
/// <param name="Modality">Its modality.</param>
/// <param name="Draw">Draw of the modality's stream.</param>
/// <param name="Key">Key of the sample.</param>
/// <param name="Finite">Whether all its pixels are finite.</param>
public sealed record FaultSample(int Slot, string Modality, long Draw, string Key, bool Finite);
