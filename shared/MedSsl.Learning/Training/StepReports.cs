using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>Figures of a step from what its forward pass gave.</summary>
internal static class StepReports
{
    /// <summary>The figures of each modality, in the order of the batch.</summary>
    /// <param name="batch">What the objective gave.</param>
    /// <param name="embeddings">Of the first crop, [B, D], without gradient.</param>
    public static IReadOnlyDictionary<string, ModalityReport> OfModalities(BatchLoss batch, Tensor embeddings)
    {
        var reports = new Dictionary<string, ModalityReport>(StringComparer.Ordinal);
        foreach (var (slice, loss, _, codes) in batch.Modalities)
        {
            var statistics = EmbeddingStatistics.Of(embeddings.narrow(0, slice.Start, slice.Quota));
            var value = loss.item<float>();
            reports.Add(slice.Modality, new ModalityReport
            {
                Images = slice.Quota,
                Loss = value,
                LossMinusLogK = value - batch.Collapsed,
                Epsilon = codes?.Assignment.Epsilon,
                ScoreSpread = codes?.Assignment.ScoreSpread,
                Queued = codes?.Assignment.Queued,
                CodePerplexity = codes?.CodePerplexity,
                MarginalCodePerplexity = codes?.MarginalPerplexity,
                PredictionPerplexity = codes?.PredictionPerplexity,
                MassError = codes?.MassError,
                PrototypesUnused = codes?.Unused,
                MeanCosine = statistics.MeanCosine,
                EmbeddingStd = statistics.Std,
                EffectiveRank = statistics.EffectiveRank,
                EmbeddingNorm = statistics.Norm,
            });
        }

        return reports;
    }

    /// <summary>Mean over the images of the batch; null as soon as a modality has no such figure.</summary>
    public static double? Mean(IReadOnlyDictionary<string, ModalityReport> modalities, Func<ModalityReport, double?> figure) =>
        modalities.Values.Aggregate((double?)0, (sum, one) => sum + (figure(one) * one.Images)) / modalities.Values.Sum(one => one.Images);
}
