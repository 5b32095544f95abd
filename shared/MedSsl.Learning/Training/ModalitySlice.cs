namespace MedSsl.Learning.Training;

/// <summary>A modality's part of every batch.</summary>
/// <param name="Modality">Its code.</param>
/// <param name="ImageCount">Images there are of it.</param>
/// <param name="Start">First slot in the batch.</param>
/// <param name="Quota">Slots.</param>
public sealed record ModalitySlice(string Modality, long ImageCount, int Start, int Quota)
{
    private const string All = "all";

    /// <summary>The whole batch as one part, for what does not tell modalities apart.</summary>
    internal static ModalitySlice Whole(IReadOnlyList<ModalitySlice> slices) => slices is [var only] ? only : new ModalitySlice(All, slices.Sum(slice => slice.ImageCount), 0, slices.Sum(slice => slice.Quota));
}
