using MedSsl.Learning.Training;
using MedSsl.Training.Runs;
using Prometheus;

namespace MedSsl.Training;

internal static class TrainingMetrics
{
    private static readonly Gauge ImagesPerSecond = Prometheus.Metrics.CreateGauge("medssl_training_images_per_second", "Source images per second of the run in progress.");

    public static readonly Counter ShardsQuarantined = Prometheus.Metrics.CreateCounter("medssl_training_shards_quarantined_total", "Shards found damaged in the object store; their samples are replaced.");

    private static readonly Counter SamplesReplaced = Prometheus.Metrics.CreateCounter("medssl_training_samples_replaced_total", "Samples that another one stood in for.", "reason");
    private static readonly Counter Steps = Prometheus.Metrics.CreateCounter("medssl_training_steps_total", "Optimization steps taken.");
    private static readonly Counter Images = Prometheus.Metrics.CreateCounter("medssl_training_images_total", "Source images seen.");
    private static readonly Gauge Loss = Prometheus.Metrics.CreateGauge("medssl_training_loss", "Loss of the last step, in nats.", "modality");
    private static readonly Gauge SupervisedLoss = Prometheus.Metrics.CreateGauge("medssl_training_supervised_loss", "Supervised loss of the last step with labels, in nats.");
    private static readonly Counter LabelledImages = Prometheus.Metrics.CreateCounter("medssl_training_labelled_images_total", "Source images seen whose labels were taught.");
    private static readonly Gauge LossMinusLogK = OfModality("medssl_training_loss_minus_log_k", "Self-supervised loss of the last step - that of a collapsed network, in nats: below 0 something was learned.");
    private static readonly Gauge Epsilon = OfModality("medssl_training_epsilon", "Epsilon of Sinkhorn in the last step.");
    private static readonly Gauge CodePerplexity = OfModality("medssl_training_code_perplexity", "Mean perplexity of the codes: how many prototypes share a sample.");
    private static readonly Gauge MarginalCodePerplexity = OfModality("medssl_training_marginal_code_perplexity", "Prototypes that all codes of a batch together spread over.");
    private static readonly Gauge PredictionPerplexity = OfModality("medssl_training_prediction_perplexity", "Prototypes that one prediction spreads over.");
    private static readonly Gauge PrototypesUnused = OfModality("medssl_training_prototypes_unused_ratio", "Share of the prototypes that have been no sample's best for long.");
    private static readonly Gauge MeanCosine = OfModality("medssl_training_mean_cosine", "Mean pairwise cosine of the embeddings; near 1 when they collapse.");
    private static readonly Gauge EmbeddingStd = OfModality("medssl_training_embedding_std", "Standard deviation per dimension of the unit embeddings; near 0 when they collapse.");
    private static readonly Gauge EffectiveRank = OfModality("medssl_training_effective_rank", "Directions of space that the embeddings of a modality fill; near 1 when they collapse.");
    private static readonly Gauge LearningRate = Prometheus.Metrics.CreateGauge("medssl_training_learning_rate", "Learning rate of the last step.");
    private static readonly Gauge DataWait = Prometheus.Metrics.CreateGauge("medssl_training_data_wait_ratio", "Share of the time for which steps waited for their batch, since progress was last told.");
    private static readonly Gauge Remaining = Prometheus.Metrics.CreateGauge("medssl_training_remaining_seconds", "Estimated time to the end of the run in progress.");
    private static readonly Gauge Collapse = Prometheus.Metrics.CreateGauge("medssl_training_collapse_suspected", "1 while loss and embeddings look like a collapse.");

    public static void Observe(StepReport report)
    {
        Steps.Inc();
        Images.Inc(report.Images);
        foreach (var replaced in report.Replaced ?? [])
        {
            SamplesReplaced.WithLabels(replaced.Reason).Inc();
        }

        foreach (var (modality, figures) in report.Modalities)
        {
            Observe(modality, figures);
        }

        LabelledImages.Inc(report.LabelledImages ?? 0);
        if (report.SupervisedLoss is { } supervised)
        {
            SupervisedLoss.Set(supervised);
        }

        LearningRate.Set(report.LearningRate);
        Collapse.Set(report.CollapseSuspected ? 1 : 0);
    }

    /// <summary>How fast the run goes.</summary>
    public static void Observe(RunPace pace)
    {
        ImagesPerSecond.Set(pace.ImagesPerSecond);
        DataWait.Set(pace.DataWait ?? double.NaN);
        Remaining.Set(pace.RemainingSeconds);
    }

    private static void Observe(string modality, ModalityReport figures)
    {
        Loss.WithLabels(modality).Set(figures.Loss);
        LossMinusLogK.WithLabels(modality).Set(figures.LossMinusLogK);
        Epsilon.WithLabels(modality).Set(figures.Epsilon ?? double.NaN);
        CodePerplexity.WithLabels(modality).Set(figures.CodePerplexity ?? double.NaN);
        MarginalCodePerplexity.WithLabels(modality).Set(figures.MarginalCodePerplexity ?? double.NaN);
        PredictionPerplexity.WithLabels(modality).Set(figures.PredictionPerplexity ?? double.NaN);
        PrototypesUnused.WithLabels(modality).Set(figures.PrototypesUnused ?? double.NaN);
        MeanCosine.WithLabels(modality).Set(figures.MeanCosine);
        EmbeddingStd.WithLabels(modality).Set(figures.EmbeddingStd);
        EffectiveRank.WithLabels(modality).Set(figures.EffectiveRank);
    }

    private static Gauge OfModality(string name, string help) => Prometheus.Metrics.CreateGauge(name, help, "modality");
}
