namespace MedSsl.Learning.Optimization;

/// <summary>Constants of <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions
{
    /// <summary>β₁: memory of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: memory of its square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>λ.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>No decay of biases and normalizations.</summary>
    public bool ExcludeBiasAndNorm { get; init; }
}
