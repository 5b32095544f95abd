using System.Globalization;
using System.Text;
using MedSsl.Learning.Training;

namespace MedSsl.Training.Runs;

/// <summary>The state of a run in one line of the log.</summary>
internal static class HealthLine
{
    /// <summary>For example <c>step 40/160  loss 3.214 (-0.252)  lr 1.2  34 images/s  data wait 0 %  120 s left  CT: -0.252 code 12.1/32 …</c>.</summary>
    public static string Of(StepReport report, int steps, RunPace pace)
    {
        var line = new StringBuilder();
        line.Append(
            CultureInfo.InvariantCulture, $"step {report.Step}/{steps}  loss {report.Loss:F3} ({report.LossMinusLogK:+0.000;-0.000})  lr {report.LearningRate:G3}  {pace.ImagesPerSecond:F0} images/s");
        if (pace.DataWait is { } wait)
        {
            line.Append(CultureInfo.InvariantCulture, $"  data wait {100 * wait:F0} %");
        }

        line.Append(CultureInfo.InvariantCulture, $"  {pace.RemainingSeconds:F0} s left");
        foreach (var (modality, figures) in report.Modalities)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {modality}: {figures.LossMinusLogK:+0.000;-0.000}");
            if (figures.CodePerplexity is { } codes)
            {
                line.Append(CultureInfo.InvariantCulture, $" codes {codes:F1} predictions {figures.PredictionPerplexity:F1} dead {100 * figures.PrototypesUnused:F0} %");
            }

            line.Append(CultureInfo.InvariantCulture, $" cosine {figures.MeanCosine:F2} std {figures.EmbeddingStd:F3} rank {figures.EffectiveRank:F1}");
        }

        return line.ToString();
    }
}
