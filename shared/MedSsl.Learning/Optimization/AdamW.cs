using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Optimization;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): w ← w − lr·λ·w; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// w ← w − lr·m̂/(√v̂ + 1e-8), m̂ and v̂ corrected for their beginning at zero by the steps that the tensor itself has taken. Its rates are about a thousandth of those of
/// <see cref="Larc"/>.
/// </summary>
public sealed class AdamW : Optimizer
{
    private const double SmallestDivisor = 1e-8;
    private const string Mean = "mean";
    private const string Square = "square";
    private const string Steps = "steps";

    private readonly AdamWOptions _options;

    /// <summary>An optimiser that has seen no gradient.</summary>
    public AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, AdamWOptions options)
        : base(parameters)
    {
        _options = options;
        Remember(Mean, parameter => zeros_like(parameter, requires_grad: false));
        Remember(Square, parameter => zeros_like(parameter, requires_grad: false));
        Remember(Steps, _ => zeros(1, ScalarType.Int64)); // in main memory: it is read in every step
    }

    /// <inheritdoc/>
    protected override void Update(string name, Parameter parameter, double weightNorm, double gradientNorm, double learningRate)
    {
        var (mean, square) = (State[$"{Mean}.{name}"], State[$"{Square}.{name}"]);
        var (gradient, steps) = (parameter.grad!, State[$"{Steps}.{name}"].add_(1).item<long>());
        if (!(_options.ExcludeBiasAndNorm && IsBiasOrNorm(parameter)))
        {
            parameter.mul_(1 - (learningRate * _options.WeightDecay));
        }

        mean.mul_(_options.Beta1).add_(gradient, alpha: 1 - _options.Beta1);
        square.mul_(_options.Beta2).addcmul_(gradient, gradient, value: 1 - _options.Beta2);
        var divisor = (square / (1 - Math.Pow(_options.Beta2, steps))).sqrt_().add_(SmallestDivisor);
        parameter.addcdiv_(mean, divisor, value: -learningRate / (1 - Math.Pow(_options.Beta1, steps)));
    }
}
