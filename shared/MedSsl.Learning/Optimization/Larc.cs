using MedSsl.Learning.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Optimization;

/// <summary>
/// LARC in scaling mode around SGD with momentum (You et al. 2017; as SwAV uses NVIDIA's): each tensor's gradient is scaled so that a step
/// changes it by a fixed share of its norm. g ← r·(g + λw) with r = η‖w‖/(‖g‖ + λ‖w‖ + 1e-8); m ← μm + g; w ← w − lr·m. No tensor is
/// excluded unless the options say so, biases and batch norm neither.
/// </summary>
public sealed class Larc : Optimizer
{
    private const double SmallestDivisor = 1e-8;
    private const string Momentum = "momentum";

    private readonly LarcOptions _options;

    /// <summary>An optimiser with empty momentum.</summary>
    public Larc(IEnumerable<(string Name, Parameter Parameter)> parameters, LarcOptions options)
        : base(parameters)
    {
        _options = options;
        Remember(Momentum, parameter => zeros_like(parameter, requires_grad: false));
    }

    /// <inheritdoc/>
    protected override void Update(string name, Parameter parameter, double weightNorm, double gradientNorm, double learningRate)
    {
        var (scale, decay) = _options.ExcludeBiasAndNorm && IsBiasOrNorm(parameter) ? (1, 0) : Scaling(weightNorm, gradientNorm);
        var momentum = State[$"{Momentum}.{name}"];
        if (FusedSgd.Fits(parameter, parameter.grad!, momentum))
        {
            FusedSgd.Step(parameter, parameter.grad!, momentum, scale, decay, _options.Momentum, learningRate);
            return;
        }

        momentum.mul_(_options.Momentum).add_(parameter.grad!, alpha: scale).add_(parameter, alpha: scale * decay);
        parameter.add_(momentum, alpha: -learningRate);
    }

    // Where a norm is zero the published optimiser applies the raw gradient without decay: every batch-norm shift does so in the first step.
    private (double Scale, double Decay) Scaling(double weight, double gradient)
    {
        if (weight == 0 || gradient == 0)
        {
            return (_options.GuardZeroNorm ? _options.TrustCoefficient : 1, 0);
        }

        var decay = _options.WeightDecay;
        return (_options.TrustCoefficient * weight / (gradient + (decay * weight) + SmallestDivisor), decay);
    }
}
