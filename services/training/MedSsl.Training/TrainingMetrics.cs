using MedSsl.Learning.Training;
using Prometheus;

namespace MedSsl.Training;

internal static class TrainingMetrics
{
    public static readonly Gauge ImagesPerSecond = Prometheus.Metrics.CreateGauge("medssl_training_images_per_second", "Source images per second of the run in progress.");

    public static readonly Counter ShardsQuarantined = Prometheus.Metrics.CreateCounter("medssl_training_shards_quarantined_total", "Shards found damaged in the object store; their samples are replaced.");

    private static readonly Counter SamplesReplaced = Prometheus.Metrics.CreateCounter("medssl_training_samples_replaced_total", "Samples that another one stood in for.", "reason");
    private static readonly Counter Steps = Prometheus.Metrics.CreateCounter("medssl_training_steps_total", "Optimization steps taken.");
    private static readonly Counter Images = Prometheus.Metrics.CreateCounter("medssl_training_images_total", "Source images seen.");
    private static readonly Gauge Loss = Prometheus.Metrics.CreateGauge("medssl_training_loss", "Loss of the last step, in nats.", "modality");
    private static readonly Gauge SupervisedLoss = Prometheus.Metrics.CreateGauge("medssl_training_supervised_loss", "Supervised loss of the last step with labels, in nats.");
    private static readonly Counter LabelledImages = Prometheus.Metrics.CreateCounter("medssl_training_labelled_images_total", "Source images seen whose labels were taught.");
    private static readonly Gauge CodePerplexity = Prometheus.Metrics.CreateGauge("medssl_training_code_perplexity", "Mean perplexity of the codes: how many prototypes share a sample.");
    private static readonly Gauge MeanCosine = Prometheus.Metrics.CreateGauge("medssl_training_mean_cosine", "Mean pairwise cosine of the embeddings; near 1 when they collapse.");
    private static readonly Gauge EmbeddingStd = Prometheus.Metrics.CreateGauge("medssl_training_embedding_std", "Standard deviation per dimension of the unit embeddings; near 0 when they collapse.");
    private static readonly Gauge EffectiveRank = Prometheus.Metrics.CreateGauge("medssl_training_effective_rank", "Directions of space that the embeddings of a modality fill; near 1 when they collapse.");
    private static readonly Gauge Collapse = Prometheus.Metrics.CreateGauge("medssl_training_collapse_suspected", "1 while loss and embeddings look like a collapse.");

    public static void Observe(StepReport report)
    {
        Steps.Inc();
        Images.Inc(report.Images);
        foreach (var replaced in report.Replaced ?? [])
        {
            SamplesReplaced.WithLabels(replaced.Reason).Inc();
        }

        foreach (var (modality, loss) in report.LossPerModality)
        {
            Loss.WithLabels(modality).Set(loss);
        }

        LabelledImages.Inc(report.LabelledImages ?? 0);
        if (report.SupervisedLoss is { } supervised)
        {
            SupervisedLoss.Set(supervised);
        }

        CodePerplexity.Set(report.CodePerplexity ?? double.NaN);
        MeanCosine.Set(report.MeanCosine);
        EmbeddingStd.Set(report.EmbeddingStd);
        EffectiveRank.Set(report.EffectiveRank ?? double.NaN);
        Collapse.Set(report.CollapseSuspected ? 1 : 0);
    }
}
