namespace MedSsl.Learning.Training;

/// <summary>Figures of a step from what its forward pass gave.</summary>
internal static class StepReports
{
    /// <summary>All that follows from what a step gave; the rest is its trainer's to say.</summary>
    /// <param name="step">Steps done, this one included.</param>
    /// <param name="learningRate">Rate of the step.</param>
    /// <param name="batch">What the step gave.</param>
    public static StepReport Of(long step, double learningRate, BatchResult batch)
    {
        var modalities = OfModalities(batch);
        return new StepReport
        {
            Step = step,
            LearningRate = learningRate,
            Loss = batch.Loss,
            LossMinusLogK = batch.SelfSupervised - batch.Collapsed,
            SupervisedLoss = batch.Supervised,
            LossPerModality = modalities.ToDictionary(pair => pair.Key, pair => pair.Value.Loss, StringComparer.Ordinal),
            Modalities = modalities,
            Epsilon = modalities.Values.Average(one => one.Epsilon),
            CodePerplexity = Mean(modalities, one => one.CodePerplexity),
            MarginalCodePerplexity = Mean(modalities, one => one.MarginalCodePerplexity),
            PredictionPerplexity = Mean(modalities, one => one.PredictionPerplexity),
            MassError = modalities.Values.Max(one => one.MassError),
            MeanCosine = Mean(modalities, one => one.MeanCosine)!.Value,
            EmbeddingStd = Mean(modalities, one => one.EmbeddingStd)!.Value,
            EffectiveRank = Mean(modalities, one => one.EffectiveRank),
            PrototypesUnused = modalities.Values.Average(one => one.PrototypesUnused),
            Images = modalities.Values.Sum(one => one.Images),
            CollapseSuspected = false,
        };
    }

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
    private static double? Mean(IReadOnlyDictionary<string, ModalityReport> modalities, Func<ModalityReport, double?> figure) =>
        modalities.Values.Aggregate((double?)0, (sum, one) => sum + (figure(one) * one.Images)) / modalities.Values.Sum(one => one.Images);
}
