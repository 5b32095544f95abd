using MedSsl.Learning.Backbones;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MedSsl.Learning.Supervised;

/// <summary>Answers of a supervised task from the pooled features of the backbone: one linear layer.</summary>
internal sealed class SupervisedHead : Module<Tensor, Tensor>
{
    private readonly Linear layer;

    /// <param name="features">Length of a feature vector.</param>
    /// <param name="outputs">C.</param>
    /// <param name="seed">Makes the weights reproducible.</param>
    public SupervisedHead(long features, int outputs, ulong seed)
        : base(nameof(SupervisedHead))
    {
        layer = Linear(features, outputs);
        RegisterComponents();
        using var generator = new Generator(seed);
        LinearStart.Draw(layer, generator);
    }

    /// <summary>Logits.</summary>
    /// <param name="input">[B, features].</param>
    /// <returns>[B, C].</returns>
    public override Tensor forward(Tensor input) => layer.call(input);
}
