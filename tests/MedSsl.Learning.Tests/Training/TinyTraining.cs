using MedSsl.Learning.Training;

namespace MedSsl.Learning.Tests.Training;

/// <summary>Trainings of a few small steps.</summary>
internal static class TinyTraining
{
    /// <summary>A recipe at the size of <see cref="SyntheticImages"/>.</summary>
    public static TrainingRecipe Of(string recipe) => TrainingRecipe.BuiltIn[recipe] with
    {
        Steps = 6,
        BatchSize = 16,
        ImageSize = 40,
        LargeCropSize = 40,
        SmallCropSize = 32,
        SmallCrops = 1,
        HiddenSize = 32,
        EmbeddingSize = 16,
        Prototypes = 8,
        WarmupSteps = 2,
        Precision = Precision.Float32,
    };

    /// <summary>All that decides the rest of a run.</summary>
    public static byte[] Checkpoint(SelfSupervisedTrainer trainer)
    {
        using var stream = new MemoryStream();
        trainer.SaveCheckpoint(stream);
        return stream.ToArray();
    }
}
