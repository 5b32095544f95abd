namespace MedSsl.Learning.Training;

/// <summary>A modality's part of every batch.</summary>
/// <param name="Modality">Its code.</param>
/// <param name="ImageCount">Images there are of it.</param>
/// <param name="Start">First slot in the batch.</param>
/// <param name="Quota">Slots.</param>
public sealed record ModalitySlice(string Modality, long ImageCount, int Start, int Quota);
