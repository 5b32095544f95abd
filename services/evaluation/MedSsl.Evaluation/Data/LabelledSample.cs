using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>An image with its label.</summary>
/// <param name="Metadata">The image in its dataset.</param>
/// <param name="Label">Its class.</param>
/// <param name="SplitHint">The side its source assigns; null where it assigns none.</param>
internal sealed record LabelledSample(SampleMetadata Metadata, string Label, string? SplitHint)
{
    public string Patient => Metadata.PatientId;
}
