namespace MedSsl.Evaluation.Results;

/// <summary>The labelled images that were used, and what was done so that the comparison is fair.</summary>
public sealed record MeasuredData
{
    /// <summary>Dataset the probe was fitted on.</summary>
    public required MeasuredDataset Train { get; init; }

    /// <summary>Dataset that was scored; the same as <see cref="Train"/> when its own split was used.</summary>
    public required MeasuredDataset Test { get; init; }

    /// <summary>How images came to the training or test side, in words.</summary>
    public required string SplitRule { get; init; }

    /// <summary>The classes, in the order of the probabilities.</summary>
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    /// <summary>Classes with too few images on a side; their images were left out.</summary>
    public required IReadOnlyList<ClassCount> LeftOut { get; init; }

    /// <summary>Images on the training side.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Patients on the training side.</summary>
    public required int TrainPatients { get; init; }

    /// <summary>Images on the test side.</summary>
    public required int TestImages { get; init; }

    /// <summary>Patients on the test side.</summary>
    public required int TestPatients { get; init; }

    /// <summary>Patients taken off the training side because they are on the test side.</summary>
    public required int OverlapPatients { get; init; }

    /// <summary>Images taken off the training side with them.</summary>
    public required int OverlapImages { get; init; }

    /// <summary>Instances whose label submissions disagree; the newest submission was believed.</summary>
    public required int Conflicts { get; init; }

    /// <summary>Labelled instances without an image in the dataset.</summary>
    public required int LabelsWithoutImage { get; init; }

    /// <summary>Test patients whose images (without labels) were in the pretraining dataset; null where that is not known any more.</summary>
    public int? TestPatientsInPretraining { get; init; }

    /// <summary>Who made the labels.</summary>
    public required IReadOnlyList<string> LabelSources { get; init; }

    /// <summary>SHA-256 over every image's key, side and label: two benchmarks with the same value used the same labelled images.</summary>
    public required string SelectionSha256 { get; init; }
}
