using MedSsl.Learning.Backbones;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Swav;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Training.Health;

/// <summary>
/// SwAV on points instead of images: clusters in 32 dimensions, two noisy views of each point, a perceptron for a backbone. All the rest is what trains images: head, prototypes, queue,
/// Sinkhorn, LARC, schedule. It collapses for the same reasons, in milliseconds a step.
/// </summary>
internal sealed class ToyTraining : IDisposable
{
    private const int Inputs = 32;
    private const int Width = 64;
    private const int Clusters = 8;

    private readonly TrainingRecipe recipe;
    private readonly nn.Module<Tensor, Tensor> trunk;
    private readonly SwavObjective objective;
    private readonly nn.Module<Tensor, Tensor> head;
    private readonly Optimizer optimizer;
    private readonly HealthMonitor monitor;
    private readonly Generator generator;
    private readonly Tensor centres;

    public ToyTraining(TrainingRecipe recipe, bool normalized = true)
    {
        this.recipe = recipe;
        generator = new Generator(recipe.Seed);
        centres = 2 * randn([Clusters, Inputs], generator: generator);
        trunk = nn.Sequential(("0", Layer(Inputs, Width)), ("1", nn.BatchNorm1d(Width)), ("2", nn.ReLU()), ("3", Layer(Width, Width)), ("4", nn.BatchNorm1d(Width)), ("5", nn.ReLU()));
        head = normalized ? new ProjectionHead(Width, recipe.HiddenSize, recipe.EmbeddingSize, recipe.Seed) : Layer(Width, recipe.EmbeddingSize);
        objective = new SwavObjective(recipe, [new ModalitySlice("CR", 4096, 0, recipe.BatchSize)]);
        (string, nn.Module)[] modules = [("trunk", trunk), ("head", head), ("prototypes", objective.Prototypes)];
        optimizer = recipe.NewOptimizer(modules.SelectMany(part => part.Item2.named_parameters().Select(parameter => ($"{part.Item1}.{parameter.name}", parameter.parameter))));
        monitor = new HealthMonitor(recipe);
    }

    public long Step { get; private set; }

    public (ModalityReport Report, HealthFinding? Finding) Advance()
    {
        using var scope = NewDisposeScope();
        objective.Begin(Step);
        var points = centres.index_select(0, randint(0, Clusters, recipe.BatchSize, generator: generator)) + (0.5 * randn([recipe.BatchSize, Inputs], generator: generator));
        var views = cat([.. Enumerable.Range(0, 2).Select(_ => points + (0.5 * randn(points.shape, generator: generator)))]);
        var z = head.call(trunk.call(views)).view(2, recipe.BatchSize, recipe.EmbeddingSize);
        var codes = objective.Assign(z.detach(), Step);
        var loss = objective.Compute(z, codes.Codes, objective.Slices);
        var part = loss.Modalities[0];
        optimizer.ClearGradients();
        part.Loss.backward();
        var rate = recipe.Schedule().At(Step);
        optimizer.Step(rate);
        Step++;
        var value = part.Loss.item<float>();
        var result = new BatchResult(value, value, null, loss.Collapsed, [new ModalityResult(part.Slice, value, part.PredictionPerplexity, codes.Statistics["CR"])], z[0].detach());
        var report = StepReports.OfModalities(result)["CR"];
        return (report, monitor.Observe(Step, "CR", report, rate));
    }

    /// <summary>The first finding within so many steps; null without one.</summary>
    public HealthFinding? FirstFinding(long steps)
    {
        while (Step < steps)
        {
            if (Advance().Finding is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public void Dispose()
    {
        trunk.Dispose();
        head.Dispose();
        objective.Dispose();
        optimizer.Dispose();
        generator.Dispose();
        centres.Dispose();
    }

    private Linear Layer(long inputs, long outputs)
    {
        var layer = nn.Linear(inputs, outputs);
        LinearStart.Draw(layer, generator);
        return layer;
    }
}
