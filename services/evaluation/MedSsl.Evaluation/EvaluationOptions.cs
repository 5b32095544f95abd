using System.ComponentModel.DataAnnotations;

namespace MedSsl.Evaluation;

/// <summary>How benchmarks are run. The values used are part of every result.</summary>
public sealed class EvaluationOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Evaluation";

    /// <summary>Randomly initialized backbones that a model is compared with; one is not a baseline, because seeds differ. Default: 3.</summary>
    [Range(1, 20)]
    public int RandomSeeds { get; set; } = 3;

    /// <summary>Side of the square in pixels that images are brought to before the backbone. Default: 96.</summary>
    [Range(32, 1024)]
    public int FeatureSize { get; set; } = 96;

    /// <summary>Neighbours that vote in the nearest-neighbour classifier. Default: 20.</summary>
    [Range(1, 1000)]
    public int Neighbours { get; set; } = 20;

    /// <summary>Rounds of the bootstrap over patients. Default: 1000.</summary>
    [Range(100, 100_000)]
    public int BootstrapRounds { get; set; } = 1000;
}
