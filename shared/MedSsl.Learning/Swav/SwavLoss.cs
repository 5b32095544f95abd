using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Swapped prediction with multi-crop (Caron et al. 2020, eq. 2 and 6): the code of each assign crop is predicted from every other crop.
/// L = 1/|A| · Σ_a 1/(V−1) · Σ_{v≠a} −mean_b Σ_k Q_a[b,k] · log softmax(S_v/τ)[b,k]. A network that maps everything to one point has L = ln K.
/// </summary>
public static class SwavLoss
{
    /// <summary>The loss, a scalar.</summary>
    /// <param name="scores">One [B, K] per crop; the assign crops first.</param>
    /// <param name="codes">One [B, K] per assign crop, without gradient.</param>
    /// <param name="temperature">τ.</param>
    public static Tensor Compute(IReadOnlyList<Tensor> scores, IReadOnlyList<Tensor> codes, double temperature)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (scores.Count < 2 || codes.Count < 1 || codes.Count > scores.Count)
        {
            throw new ArgumentException($"{scores.Count} crops and {codes.Count} codes: at least 2 crops are needed, and 1 code for each of the first of them.", nameof(codes));
        }

        using var scope = NewDisposeScope();
        var loss = zeros(1, device: scores[0].device);
        for (var v = 0; v < scores.Count; v++)
        {
            var logP = nn.functional.log_softmax(scores[v].to(ScalarType.Float32) / temperature, 1); // [B, K]
            for (var a = 0; a < codes.Count; a++)
            {
                if (a != v)
                {
                    loss = loss - (codes[a] * logP).sum([1L]).mean();
                }
            }
        }

        return (loss / (codes.Count * (scores.Count - 1))).squeeze().MoveToOuterDisposeScope();
    }
}
