namespace MedSsl.Learning.Training;

/// <summary>What an objective gave for a batch.</summary>
/// <param name="Modalities">Loss of each modality; the weighted sum is what is minimised.</param>
/// <param name="Collapsed">The loss of a network that maps every image to one point: what a run starts near, and must leave.</param>
internal sealed record BatchLoss(IReadOnlyList<ModalityLoss> Modalities, double Collapsed);
