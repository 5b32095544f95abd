using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>Figures of one modality's codes and predictions in one step; see <see cref="Training.StepReport"/> for their meaning.</summary>
/// <param name="Assignment">How Sinkhorn was applied.</param>
/// <param name="CodePerplexity">Prototypes that a code spreads over.</param>
/// <param name="MarginalPerplexity">Prototypes that all codes together spread over.</param>
/// <param name="PredictionPerplexity">Prototypes that a prediction spreads over.</param>
/// <param name="MassError">Largest |mass of a prototype · K − 1|.</param>
/// <param name="Unused">Share of the prototypes that have been no sample's best for long.</param>
internal sealed record CodeStatistics(CodeAssignment Assignment, double CodePerplexity, double MarginalPerplexity, double PredictionPerplexity, double MassError, double Unused)
{
    /// <param name="codes">Q of one crop, [B, K].</param>
    /// <param name="scores">Scores of another crop, [B, K].</param>
    /// <param name="temperature">τ.</param>
    /// <param name="assignment">How Sinkhorn was applied.</param>
    /// <param name="unused">Share of the prototypes that have been no sample's best for long.</param>
    public static CodeStatistics Of(Tensor codes, Tensor scores, double temperature, CodeAssignment assignment, double unused)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var marginal = codes.mean([0L]);
        var prediction = nn.functional.softmax(scores.to(ScalarType.Float32) / temperature, 1);
        return new CodeStatistics(
            assignment, Perplexity(codes), Perplexity(marginal.unsqueeze(0)), Perplexity(prediction), (marginal * codes.shape[1] - 1).abs().max().item<float>(), unused);
    }

    private static double Perplexity(Tensor distributions) => Math.Exp(-distributions.xlogy(distributions).sum([1L]).mean().item<float>());
}
