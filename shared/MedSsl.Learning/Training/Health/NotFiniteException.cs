using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training.Health;

/// <summary>A tensor of a step is not finite.</summary>
internal sealed class NotFiniteException(string tensor, string message, string? modality = null) : Exception(message)
{
    public string Tensor { get; } = tensor;

    public string? Modality { get; } = modality;

    /// <exception cref="NotFiniteException">An element of <paramref name="value"/> is not.</exception>
    public static void Check(Tensor value, string name, string? modality = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (!value.isfinite().all().item<bool>())
        {
            throw new NotFiniteException(name, $"{name} is not finite", modality);
        }
    }
}
