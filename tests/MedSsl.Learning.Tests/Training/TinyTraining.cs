using MedSsl.Learning.Training;
using TorchSharp;

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

    /// <summary>Frees the tensors that other tests left: they would go while a test counts, and hide as many.</summary>
    public static void ForgetOthers()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Tensors that six steps leave behind beyond those that three do; what a trainer leaves when it is disposed of is not counted.</summary>
    /// <param name="create">A trainer of so many steps.</param>
    public static long LeftBehind(Func<int, SelfSupervisedTrainer> create)
    {
        ForgetOthers();
        var (first, second, longer) = (CountAfter(3), CountAfter(3), CountAfter(6));
        return longer - second - (second - first);

        // The last step prepares no other, so that no other thread has tensors when they are counted.
        long CountAfter(int steps)
        {
            using var trainer = create(steps);
            for (var step = 0; step < steps; step++)
            {
                trainer.Advance();
            }

            return torch.Tensor.TotalCount;
        }
    }
}
