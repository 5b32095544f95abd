using MedSsl.Learning.Training;
using MedSsl.Training.Runs;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class HealthLineTests
{
    private static readonly ModalityReport Figures = new() { Images = 8, Loss = 3, LossMinusLogK = -0.25, MeanCosine = 0.5, EmbeddingStd = 0.0625, EffectiveRank = 7.25, EmbeddingNorm = 1 };

    [Fact]
    public void Of_a_run_with_codes_names_every_sign_of_each_modality() => Assert.Equal(
        "step 40/160  loss 3.000 (-0.250)  lr 1.2  34 images/s  data wait 3 %  120 s left  CT: -0.250 codes 12.1 predictions 20.0 dead 25 % cosine 0.50 std 0.062 rank 7.2",
        HealthLine.Of(Report(Figures with { CodePerplexity = 12.1, PredictionPerplexity = 20, PrototypesUnused = 0.25 }), 160, new RunPace(34.2, 0.031, 120)));

    [Fact]
    public void Of_a_run_without_codes_and_without_a_clock_leaves_them_out() => Assert.Equal(
        "step 40/160  loss 3.000 (-0.250)  lr 1.2  34 images/s  120 s left  CT: -0.250 cosine 0.50 std 0.062 rank 7.2", HealthLine.Of(Report(Figures), 160, new RunPace(34.2, null, 120)));

    private static StepReport Report(ModalityReport figures) => new()
    {
        Step = 40,
        Loss = 3,
        LossMinusLogK = -0.25,
        LossPerModality = new Dictionary<string, double> { ["CT"] = 3 },
        Modalities = new Dictionary<string, ModalityReport> { ["CT"] = figures },
        LearningRate = 1.2,
        MeanCosine = 0.5,
        EmbeddingStd = 0.0625,
        Images = 8,
        CollapseSuspected = false,
    };
}
