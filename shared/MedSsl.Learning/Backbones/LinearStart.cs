using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Backbones;

/// <summary>First weights of a linear layer: uniform within ±1/√(inputs), as torch begins, from a generator of ours.</summary>
internal static class LinearStart
{
    /// <summary>Draws weights, then biases.</summary>
    public static void Draw(Linear layer, Generator generator)
    {
        using var noGradient = no_grad();
        var bound = 1 / Math.Sqrt(layer.weight.shape[1]);
        layer.weight.uniform_(-bound, bound, generator);
        layer.bias!.uniform_(-bound, bound, generator);
    }
}
