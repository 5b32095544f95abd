using MedSsl.Learning.Probes;
using MedSsl.Learning.Supervised;

namespace MedSsl.Learning.Training;

/// <summary>
/// Where a training takes its images from: for each modality an endless stream in an order of its own, every image once an epoch. Reading is safe from several
/// threads.
/// </summary>
public interface ITrainingImages
{
    /// <summary>Modalities that have images.</summary>
    IReadOnlyList<string> Modalities { get; }

    /// <summary>Names the images and their order: with another one a run cannot go on.</summary>
    string Identity { get; }

    /// <summary>Grows when a draw may give another image than it did before, as when a patient was withdrawn: what was read before must not be used any more.</summary>
    long Revision { get; }

    /// <summary>What the labels of the images teach; null where none were asked for.</summary>
    LabelTask? Labels { get; }

    /// <summary>Labelled images on which the training is probed while it goes on; null without any.</summary>
    ProbeSet? Probe => null;

    /// <summary>Number of images of a modality.</summary>
    long Count(string modality);

    /// <summary>The image that a draw of a modality gives, from 0; the same one every time, except where it has to be replaced.</summary>
    TrainingImage Read(string modality, long draw);
}
