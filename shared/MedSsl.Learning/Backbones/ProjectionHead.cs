using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Backbones;

/// <summary>Projects features onto the unit sphere where objectives compare them: linear, batch norm, ReLU, linear, L2 (as SwAV).</summary>
public sealed class ProjectionHead : Module<Tensor, Tensor>
{
    private const double SmallestNorm = 1e-12;

    private readonly Sequential layers;

    /// <summary>A head with random weights, uniform within ±1/√(inputs) as torch begins.</summary>
    /// <param name="features">Length of a feature vector.</param>
    /// <param name="hidden">Width of the hidden layer.</param>
    /// <param name="dimension">Length of an embedding.</param>
    /// <param name="seed">Makes them reproducible.</param>
    /// <param name="batchNorm">Without it the images of a batch do not see each other here: a remedy against collapse that SwAV's authors name.</param>
    public ProjectionHead(long features, long hidden, long dimension, ulong seed, bool batchNorm = true)
        : base(nameof(ProjectionHead))
    {
        Dimension = dimension;
        var first = Linear(features, hidden);
        var last = Linear(hidden, dimension);
        (string, Module<Tensor, Tensor>)[] norm = batchNorm ? [("1", BatchNorm1d(hidden))] : [];
        layers = Sequential([("0", first), .. norm, ("2", ReLU()), ("3", last)]);
        RegisterComponents();

        using var generator = new Generator(seed);
        LinearStart.Draw(first, generator);
        LinearStart.Draw(last, generator);
    }

    /// <summary>Length of an embedding.</summary>
    public long Dimension { get; }

    /// <summary>Unit vectors.</summary>
    /// <param name="input">[N, features].</param>
    /// <returns>[N, dimension].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.normalize(layers.call(input), p: 2, dim: 1, eps: SmallestNorm).MoveToOuterDisposeScope();
    }
}
