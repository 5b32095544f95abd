namespace MedSsl.Learning.Training;

/// <summary>Where a training takes its images from. Reading is safe from several threads, and the same index always gives the same image.</summary>
public interface ITrainingImages
{
    /// <summary>Modalities that have images.</summary>
    IReadOnlyList<string> Modalities { get; }

    /// <summary>Number of images of a modality.</summary>
    int Count(string modality);

    /// <summary>One image of a modality.</summary>
    TrainingImage Read(string modality, int index);
}
