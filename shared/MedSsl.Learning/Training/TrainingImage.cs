using MedSsl.Imaging;

namespace MedSsl.Learning.Training;

/// <summary>One image as a training reads it.</summary>
/// <param name="Image">Normalised values, of any range; not changed by the reader.</param>
public sealed record TrainingImage(GrayImage Image);
