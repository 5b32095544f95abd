namespace MedSsl.Learning.Probes;

/// <summary>How a <see cref="LinearProbe"/> is fitted. The same values serve every backbone of a comparison.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>
    /// Penalties tried by the inner cross-validation: the factor of ½‖W‖² beside the mean cross-entropy, on standardised features
    /// (in the terms of other tools C = 1 / (λ·n)). On 50 to 840 images of the development set 1 or 10 is chosen, so neither end cuts.
    /// </summary>
    public IReadOnlyList<double> Penalties { get; init; } = [1e-2, 1e-1, 1, 10, 100];

    /// <summary>Folds of the inner cross-validation; no group is on both sides of a fold.</summary>
    public int Folds { get; init; } = 3;

    /// <summary>Limit of optimiser iterations per fit.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>A fit ends when no component of the gradient is larger than this.</summary>
    public double GradientTolerance { get; init; } = 1e-6;
}
