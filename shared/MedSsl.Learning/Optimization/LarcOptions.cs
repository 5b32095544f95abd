namespace MedSsl.Learning.Optimization;

/// <summary>Constants of <see cref="Larc"/>; the defaults are SwAV's.</summary>
public sealed record LarcOptions
{
    /// <summary>η: share of a tensor's norm that a step of rate 1 moves it by.</summary>
    public double TrustCoefficient { get; init; } = 0.001;

    /// <summary>μ of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>λ.</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Scale the gradient of a tensor of norm zero by η instead of taking it raw, which is a jump where there is no warm-up.</summary>
    public bool GuardZeroNorm { get; init; }

    /// <summary>Biases and normalizations take plain SGD without decay, as solo-learn and lightly have it.</summary>
    public bool ExcludeBiasAndNorm { get; init; }
}
