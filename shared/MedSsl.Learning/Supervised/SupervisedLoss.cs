using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Supervised;

/// <summary>
/// The supervised part of hybrid training (Ghesu et al. 2022, §3.3), which leaves the loss open: sigmoid cross-entropy for yes or no answers, the mean over the entries that are
/// labelled; softmax cross-entropy for classes, the mean over the images that are labelled. Nothing labelled: 0, with a gradient of 0.
/// </summary>
public static class SupervisedLoss
{
    /// <summary>The loss, a scalar in nats.</summary>
    /// <param name="logits">[B, C].</param>
    /// <param name="targets">[B, C], from 0 to 1; NaN where nothing is known. Of classes a row is known or not as a whole.</param>
    /// <param name="kind">Whether the outputs exclude each other.</param>
    public static Tensor Compute(Tensor logits, Tensor targets, LabelKind kind)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        if (logits.dim() != 2 || !logits.shape.SequenceEqual(targets.shape))
        {
            throw new ArgumentException($"Logits are [{string.Join(", ", logits.shape)}] and targets [{string.Join(", ", targets.shape)}]; two equal shapes [B, C] are needed.", nameof(targets));
        }

        using var scope = NewDisposeScope();
        var x = logits.to(ScalarType.Float32);
        var known = targets.isnan().logical_not(); // [B, C]
        var t = where(known, targets.to(ScalarType.Float32), zeros_like(x));
        if (kind == LabelKind.MultiClass)
        {
            known = known.all(1); // [B]
            var perImage = -(t * nn.functional.log_softmax(x, 1)).sum([1L]); // [B]
            return MeanOver(known, perImage).MoveToOuterDisposeScope();
        }

        return MeanOver(known, nn.functional.binary_cross_entropy_with_logits(x, t, reduction: nn.Reduction.None)).MoveToOuterDisposeScope();
    }

    private static Tensor MeanOver(Tensor known, Tensor losses) => where(known, losses, zeros_like(losses)).sum() / known.sum().clamp(min: 1);
}
