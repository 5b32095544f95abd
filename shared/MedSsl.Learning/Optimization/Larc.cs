using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Optimization;

/// <summary>
/// LARC in scaling mode around SGD with momentum (You et al. 2017; as SwAV uses NVIDIA's): each tensor's gradient is scaled so that a step
/// changes it by a fixed share of its norm. g ← r·(g + λw) with r = η‖w‖/(‖g‖ + λ‖w‖ + 1e-8); m ← μm + g; w ← w − lr·m. No tensor is
/// excluded, biases and batch norm neither. A parameter without gradient is left alone: no momentum, no decay.
/// </summary>
public sealed class Larc : IDisposable
{
    private const double SmallestDivisor = 1e-8;

    private readonly List<(string Name, Parameter Parameter, Tensor Momentum)> _parameters = [];
    private readonly LarcOptions _options;

    /// <summary>An optimiser with empty momentum.</summary>
    public Larc(IEnumerable<(string Name, Parameter Parameter)> parameters, LarcOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _options = options;
        foreach (var (name, parameter) in parameters)
        {
            _parameters.Add((name, parameter, zeros_like(parameter, requires_grad: false).DetachFromDisposeScope()));
        }
    }

    /// <summary>Momentum by parameter name: all the state there is.</summary>
    public IReadOnlyDictionary<string, Tensor> Momentum => _parameters.ToDictionary(entry => entry.Name, entry => entry.Momentum, StringComparer.Ordinal);

    /// <summary>Forgets the gradients; the memory goes with them.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter, _) in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>One step with the gradients that are there.</summary>
    /// <exception cref="NotFiniteNumberException">A gradient is infinite or not a number; no parameter has been changed.</exception>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var moved = _parameters.Where(entry => entry.Parameter.grad is not null).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        // All norms in one tensor: one transfer from the device instead of two for each parameter.
        var norms = stack(moved.Select(entry => entry.Parameter.norm()).Concat(moved.Select(entry => entry.Parameter.grad!.norm()))).to(ScalarType.Float64).cpu().data<double>().ToArray();
        if (Array.FindIndex(norms, norm => !double.IsFinite(norm)) is >= 0 and var bad)
        {
            var what = bad < moved.Count ? "value" : "gradient";
            throw new NotFiniteNumberException($"The {what} of '{moved[bad % moved.Count].Name}' has the norm {norms[bad]}: the training has diverged. A lower learning rate, a longer warm-up or precision Float32 may help.", norms[bad]);
        }

        for (var i = 0; i < moved.Count; i++)
        {
            var (_, parameter, momentum) = moved[i];
            var (scale, decay) = Scaling(norms[i], norms[moved.Count + i]);
            momentum.mul_(_options.Momentum).add_(parameter.grad!, alpha: scale).add_(parameter, alpha: scale * decay);
            parameter.add_(momentum, alpha: -learningRate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, momentum) in _parameters)
        {
            momentum.Dispose();
        }
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
