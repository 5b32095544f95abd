using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Swav;

/// <summary>Projects features onto the unit sphere where the prototypes lie: linear, batch norm, ReLU, linear, L2 (as SwAV).</summary>
public sealed class ProjectionHead : Module<Tensor, Tensor>
{
    private const double SmallestNorm = 1e-12;

    private readonly Sequential layers;

    /// <summary>A head with random weights, uniform within ±1/√(inputs) as torch begins.</summary>
    public ProjectionHead(long features, long hidden, long dimension, ulong seed)
        : base(nameof(ProjectionHead))
    {
        var first = Linear(features, hidden);
        var last = Linear(hidden, dimension);
        layers = Sequential(("0", first), ("1", BatchNorm1d(hidden)), ("2", ReLU()), ("3", last));
        RegisterComponents();

        using var generator = new Generator(seed);
        using var noGradient = no_grad();
        foreach (var linear in new[] { first, last })
        {
            var bound = 1 / Math.Sqrt(linear.weight.shape[1]);
            linear.weight.uniform_(-bound, bound, generator);
            linear.bias!.uniform_(-bound, bound, generator);
        }
    }

    /// <summary>Unit vectors.</summary>
    /// <param name="input">[N, features].</param>
    /// <returns>[N, dimension].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.normalize(layers.call(input), p: 2, dim: 1, eps: SmallestNorm).MoveToOuterDisposeScope();
    }
}
