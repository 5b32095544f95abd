namespace MedSsl.Evaluation.Results;

/// <summary>Everything that decides the figures beside data and weights.</summary>
public sealed record MeasuredSettings
{
    /// <summary>Side of the square images in pixels.</summary>
    public required int FeatureSize { get; init; }

    /// <summary>Seeds of the random backbones.</summary>
    public required IReadOnlyList<int> RandomSeeds { get; init; }

    /// <summary>Most training images that batch-normalisation statistics were estimated on.</summary>
    public required int CalibrationImages { get; init; }

    /// <summary>Penalties that the inner cross-validation chose from.</summary>
    public required IReadOnlyList<double> Penalties { get; init; }

    /// <summary>Folds of the inner cross-validation.</summary>
    public required int Folds { get; init; }

    /// <summary>Neighbours that vote.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Temperature of their votes.</summary>
    public required double Temperature { get; init; }

    /// <summary>Rounds of the bootstrap over patients.</summary>
    public required int BootstrapRounds { get; init; }

    /// <summary>Seed of the bootstrap.</summary>
    public required ulong BootstrapSeed { get; init; }
}
