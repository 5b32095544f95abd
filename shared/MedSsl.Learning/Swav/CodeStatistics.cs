using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>Figures of one modality's codes, predictions and embeddings in one step; see <see cref="Training.StepReport"/> for their meaning.</summary>
internal sealed record CodeStatistics(double CodePerplexity, double MarginalCodePerplexity, double PredictionPerplexity, double MassError, double MeanCosine, double EmbeddingStd)
{
    /// <param name="codes">Q of one crop, [B, K].</param>
    /// <param name="scores">Scores of another crop, [B, K].</param>
    /// <param name="embeddings">Unit vectors of one crop, [B, dimension].</param>
    /// <param name="temperature">τ.</param>
    public static CodeStatistics Of(Tensor codes, Tensor scores, Tensor embeddings, double temperature)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (samples, prototypes) = (codes.shape[0], codes.shape[1]);
        var marginal = codes.mean([0L]);
        var prediction = nn.functional.softmax(scores.to(ScalarType.Float32) / temperature, 1);

        // Mean over pairs i ≠ j of z_i·z_j = (‖Σz‖² − B)/(B(B−1)) for unit vectors.
        var cosine = samples > 1 ? (embeddings.sum([0L]).square().sum().item<float>() - samples) / (samples * (samples - 1.0)) : 1;
        return new CodeStatistics(
            Perplexity(codes),
            Perplexity(marginal.unsqueeze(0)),
            Perplexity(prediction),
            (marginal * prototypes - 1).abs().max().item<float>(),
            cosine,
            embeddings.std([0L], unbiased: false).mean().item<float>());
    }

    private static double Perplexity(Tensor distributions) => Math.Exp(-distributions.xlogy(distributions).sum([1L]).mean().item<float>());
}
