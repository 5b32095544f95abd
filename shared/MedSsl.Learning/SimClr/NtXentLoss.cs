using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.SimClr;

/// <summary>
/// The normalised, temperature-scaled cross-entropy of SimCLR (Chen et al. 2020, eq. 1): each of the 2B crops has to find the other crop of its image among the 2B − 1 others.
/// ℓ_i = −s_ij/τ + log Σ_{k≠i} e^{s_ik/τ}. A network that maps everything to one point has the loss ln(2B − 1).
/// </summary>
public static class NtXentLoss
{
    /// <summary>The loss of each image, mean of its two crops.</summary>
    /// <param name="first">Unit embeddings of one crop of each image, [B, D].</param>
    /// <param name="second">Those of the other crop, [B, D].</param>
    /// <param name="temperature">τ.</param>
    /// <returns>[B], float32.</returns>
    public static Tensor Compute(Tensor first, Tensor second, double temperature)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (first.dim() != 2 || !first.shape.SequenceEqual(second.shape))
        {
            throw new ArgumentException($"The crops have the shapes [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}]; two equal ones [B, D] are needed.", nameof(second));
        }

        using var scope = NewDisposeScope();
        var z = cat([first, second]).to(ScalarType.Float32); // [2B, D]
        var similarity = z.matmul(z.t()) / temperature;
        var others = similarity.masked_fill(eye(z.shape[0], dtype: ScalarType.Bool, device: z.device), float.NegativeInfinity).logsumexp(1); // [2B]
        var positive = (first.to(ScalarType.Float32) * second.to(ScalarType.Float32)).sum([1L]) / temperature; // [B]
        return (others.view(2, -1).mean([0L]) - positive).MoveToOuterDisposeScope();
    }
}
