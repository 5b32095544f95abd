using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>How embeddings of one crop of different images lie on the sphere; see <see cref="StepReport"/> for the meaning of the figures.</summary>
internal sealed record EmbeddingStatistics(double MeanCosine, double Std, double EffectiveRank, double Norm)
{
    /// <param name="embeddings">Unit vectors, [B, D]; of others <see cref="Norm"/> is the only figure that means something.</param>
    public static EmbeddingStatistics Of(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var samples = embeddings.shape[0];

        // Mean over pairs i ≠ j of z_i·z_j = (‖Σz‖² − B)/(B(B−1)) for unit vectors.
        var cosine = samples > 1 ? (embeddings.sum([0L]).square().sum().item<float>() - samples) / (samples * (samples - 1.0)) : 1;

        // e^H of the spectrum of the second moments (Roy and Vetterli 2007), whose trace is 1: of the smaller of ZᵀZ and ZZᵀ, which share it.
        var z = embeddings.to(ScalarType.Float64);
        var moments = samples < embeddings.shape[1] ? z.matmul(z.t()) : z.t().matmul(z);
        var spectrum = linalg.eigvalsh(moments / samples).clamp_(min: 0);
        return new EmbeddingStatistics(cosine, embeddings.std([0L], unbiased: false).mean().item<float>(), Math.Exp(-spectrum.xlogy(spectrum).sum().item<double>()), z.norm(1, false, 2).mean().item<double>());
    }
}
