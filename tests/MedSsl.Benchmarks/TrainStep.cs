using MedSsl.Learning.Optimization;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Benchmarks;

/// <summary>The step of a training as <see cref="SelfSupervisedTrainer"/> takes it, of crops that are there already, and what each part of it takes.</summary>
internal sealed class TrainStep : IDisposable
{
    private const double LearningRate = 0.1;

    /// <summary>The parts in their order.</summary>
    public static readonly IReadOnlyList<string> Parts = ["copy of what a failed step changes", "gradients cleared", "forward and backward", "update", "figures of the report"];

    private readonly IReadOnlyList<float>?[] targets;
    private readonly List<Tensor> crops;
    private readonly PretrainingNetwork network;
    private readonly IObjective objective;
    private readonly Optimizer optimizer;
    private readonly StateSnapshot before;
    private readonly BatchGradients gradients;
    private long step;

    /// <param name="recipe">What is trained, and how; of its images only size and number count.</param>
    /// <param name="bfloat16">Mixed precision for the backbone.</param>
    public TrainStep(TrainingRecipe recipe, bool bfloat16)
    {
        var slices = new[] { new ModalitySlice("CR", 100_000, 0, recipe.BatchSize) };
        var backbone = recipe.NewBackbone();
        objective = recipe.NewObjective(slices);
        network = new PretrainingNetwork(backbone, recipe.NewHead(backbone), objective);
        optimizer = recipe.NewOptimizer(network.named_parameters().Where(entry => entry.parameter.requires_grad));
        gradients = new BatchGradients(recipe, network, objective, null, null, slices, bfloat16);
        before = new StateSnapshot(network.named_buffers().Select(buffer => buffer.buffer).Concat(objective.Modules.SelectMany(part => part.Module.parameters())));
        using var generator = new Generator(1);
        crops = [.. recipe.Augmentation().Crops.Select(group => randn([group.Count, recipe.BatchSize, 1, group.Size, group.Size], generator: generator))];
        targets = new IReadOnlyList<float>?[recipe.BatchSize];
        network.train();
    }

    /// <summary>Loss of the last step.</summary>
    public double Loss { get; private set; }

    /// <summary>Seconds of each part.</summary>
    public double[] Advance()
    {
        using var scope = NewDisposeScope();
        BatchResult? result = null;
        double[] seconds =
        [
            Measure.Once(before.Take),
            Measure.Once(optimizer.ClearGradients),
            Measure.Once(() => result = gradients.Accumulate(crops, targets, step)),
            Measure.Once(() => optimizer.Step(LearningRate)),
            Measure.Once(() => StepReports.OfModalities(result!)),
        ];
        step++;
        Loss = result!.Loss;
        return seconds;
    }

    public void Dispose()
    {
        crops.ForEach(crop => crop.Dispose());
        before.Dispose();
        optimizer.Dispose();
        network.Dispose();
        objective.Dispose();
    }
}
