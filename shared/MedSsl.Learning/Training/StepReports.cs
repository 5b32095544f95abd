namespace MedSsl.Learning.Training;

/// <summary>Figures of a step from what its forward pass gave.</summary>
internal static class StepReports
{
    /// <summary>The figures of each modality, in the order of the batch.</summary>
    /// <param name="batch">What the step gave.</param>
    public static IReadOnlyDictionary<string, ModalityReport> OfModalities(BatchResult batch)
    {
        var reports = new Dictionary<string, ModalityReport>(StringComparer.Ordinal);
        foreach (var (slice, loss, prediction, codes) in batch.Modalities)
        {
            var statistics = EmbeddingStatistics.Of(batch.Embeddings.narrow(0, slice.Start, slice.Quota));
            reports.Add(slice.Modality, new ModalityReport
            {
                Images = slice.Quota,
                Loss = loss,
                LossMinusLogK = loss - batch.Collapsed,
                Epsilon = codes?.Assignment.Epsilon,
                ScoreSpread = codes?.Assignment.ScoreSpread,
                Queued = codes?.Assignment.Queued,
                CodePerplexity = codes?.CodePerplexity,
                MarginalCodePerplexity = codes?.MarginalPerplexity,
                PredictionPerplexity = prediction,
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
