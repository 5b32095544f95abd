using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Swav;

/// <summary>
/// Codes of SwAV (Caron et al. 2020, eq. 3–5): the matrix Q that agrees best with the scores among those that give every prototype the same
/// share of the batch, softened by an entropy term. Sinkhorn–Knopp in the log domain: the same result as with exp(S/ε), but no score and no ε
/// can overflow or empty a row. The reference's constants K, B and global sum cancel and are left out.
/// </summary>
public static class Sinkhorn
{
    // Where all scores are equal any ε gives uniform codes; this one keeps S/ε far from the end of float32.
    private const double SmallestEpsilon = 1e-4;

    /// <summary>Computes the codes; no gradient flows through them.</summary>
    /// <param name="scores">Cosines of samples and prototypes, [B, K].</param>
    /// <param name="epsilon">Weight of the entropy term; smaller is sharper.</param>
    /// <param name="iterations">Rounds; each normalises prototypes, then samples.</param>
    /// <param name="workers">The workers that have the other samples of the batch, where there are any: [K] masses are reduced over them, twice in each round.</param>
    /// <returns>Q, [B, K], float32 or wider: every row sums to 1, every column (over all workers) to about B/K.</returns>
    public static Tensor Assign(Tensor scores, double epsilon, int iterations, IAllReduce? workers = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var logQ = (scores.dtype == ScalarType.Float64 ? scores : scores.to(ScalarType.Float32)).detach() / epsilon; // [B, K]
        for (var i = 0; i < iterations; i++)
        {
            logQ = logQ.sub_(LogMass(logQ, workers)); // each prototype: the same mass over the samples
            logQ = logQ.sub_(logQ.logsumexp(1, keepdim: true)); // each sample: mass 1 over the prototypes
        }

        return logQ.exp_().MoveToOuterDisposeScope();
    }

    /// <summary>log Σ_b exp over the samples of all workers, [1, K]. Shifted by the largest of all, so that no worker's part overflows.</summary>
    private static Tensor LogMass(Tensor logQ, IAllReduce? workers)
    {
        if (workers is null)
        {
            return logQ.logsumexp(0, keepdim: true);
        }

        var top = logQ.shape[0] > 0 ? logQ.amax([0L], keepdim: true) : full([1, logQ.shape[1]], double.NegativeInfinity, logQ.dtype, logQ.device);
        workers.Max(top);
        var mass = (logQ - top).exp_().sum(0, keepdim: true);
        workers.Sum(mass);
        return mass.log_().add_(top);
    }

    /// <summary>
    /// ε that keeps the sharpness of the codes when scores crowd together, as they do early and on small data:
    /// min(<paramref name="cap"/>, <paramref name="factor"/>·sd of the doubly centred scores). Sinkhorn removes any common offset of a row or a
    /// column, so what is left of the spread is what counts. Not in the paper.
    /// </summary>
    public static double AdaptiveEpsilon(Tensor scores, double cap = 0.05, double factor = 0.6) => AdaptiveEpsilon(Spread(scores), cap, factor);

    /// <summary>The same from a spread that is known already.</summary>
    internal static double AdaptiveEpsilon(double spread, double cap, double factor) => Math.Clamp(factor * spread, Math.Min(SmallestEpsilon, cap), cap);

    /// <summary>sd of the doubly centred scores: what ε has to be compared with. NaN if a score is.</summary>
    /// <param name="scores">Cosines of samples and prototypes, [B, K].</param>
    public static double Spread(Tensor scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var s = scores.detach().to(ScalarType.Float32);
        var residual = s - s.mean([0L], keepdim: true) - s.mean([1L], keepdim: true) + s.mean();
        return residual.square().mean().sqrt().item<float>();
    }
}
