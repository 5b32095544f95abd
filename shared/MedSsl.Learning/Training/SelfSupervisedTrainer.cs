using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Native;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Supervised;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>
/// Trains a backbone by the objective of its recipe, and by labels where it names some (Ghesu et al. 2022, §3.3). Deterministic: recipe and images decide every weight, for a given number of
/// threads. One thread at a time.
/// </summary>
public sealed class SelfSupervisedTrainer : IDisposable
{
    private readonly TrainingRecipe _recipe;
    private readonly Device _device;
    private readonly ITrainingImages _images;
    private readonly CropBatches _batches;
    private readonly PretrainingNetwork _network;
    private readonly IObjective _objective;
    private readonly LabelTask? _labels;
    private readonly SupervisedHead? _supervised;
    private readonly Optimizer _optimizer;
    private readonly WarmupCosineSchedule _schedule;
    private readonly CollapseMonitor _collapse;
    private readonly int _views;
    private readonly bool _bfloat16;
    private readonly TimeProvider _time;

    /// <summary>Prepares a run from its beginning.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="images">What to train on.</param>
    /// <param name="device">Where; the CPU if null.</param>
    /// <param name="preparationThreads">Threads that prepare crops beside the training; they do not change the result.</param>
    /// <param name="time">Measures the steps; the system's if null.</param>
    /// <exception cref="ArgumentException"><see cref="Problems"/> finds some.</exception>
    public SelfSupervisedTrainer(TrainingRecipe recipe, ITrainingImages images, Device? device = null, int preparationThreads = 1, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(preparationThreads, 1);
        var (plan, problems) = Check(recipe, images);
        if (plan is null)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(recipe));
        }

        _recipe = recipe;
        _images = images;
        _time = time ?? TimeProvider.System;
        _device = device ?? CPU;
        _views = recipe.LargeCrops + recipe.SmallCrops;
        _bfloat16 = recipe.Precision == Precision.BFloat16 || (recipe.Precision == Precision.Auto && BFloat16Support.InHardware(_device.type));
        _schedule = recipe.Schedule();
        _collapse = new CollapseMonitor(recipe);
        _batches = new CropBatches(recipe, images, plan, preparationThreads, _device);

        var backbone = ResNet.Create(recipe.Backbone, seed: recipe.Seed);
        var head = new ProjectionHead(backbone.FeatureCount, recipe.HiddenSize, recipe.EmbeddingSize, recipe.Seed + 1, recipe.HeadBatchNorm);
        _objective = recipe.ObjectiveOf(plan.Slices);
        _labels = recipe.Labels.Count > 0 ? images.Labels : null;
        _supervised = _labels is null ? null : new SupervisedHead(backbone.FeatureCount, _labels.Outputs, recipe.Seed + 3);
        _network = new PretrainingNetwork(backbone, head, _objective, _supervised);
        _network.to(_device);
        _optimizer = recipe.OptimizerOf(_network.named_parameters());
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>How every batch is divided between the modalities, in the order of its slots; empty if something stands in the way.</summary>
    public static IReadOnlyList<ModalitySlice> Slices(TrainingRecipe recipe, ITrainingImages images) => Check(recipe, images).Plan?.Slices ?? [];

    /// <summary>What stands in the way of training by this recipe on these images, in words; empty if nothing does.</summary>
    public static IReadOnlyList<string> Problems(TrainingRecipe recipe, ITrainingImages images) => Check(recipe, images).Problems;

    /// <summary>One optimisation step, in the paper's order.</summary>
    public StepReport Advance()
    {
        using var scope = NewDisposeScope();
        _network.train();

        // Crops of the batch, prepared while the step before ran.
        var begin = _time.GetTimestamp();
        var batch = _batches.Take(Step);
        var waited = _time.GetElapsedTime(begin);

        // 1. Learning rate of this step.
        var learningRate = _schedule.At(Step);

        // 2. SwAV: prototypes back onto the unit sphere; while frozen they receive no gradient at all.
        _objective.Begin(Step);

        // 3. Multi-crop forward: one backbone pass per crop size, one head pass; unit embeddings.
        var (embeddings, features) = _network.Embed(batch.Groups, _bfloat16);
        var z = embeddings.view(_views, _recipe.BatchSize, _recipe.EmbeddingSize); // [V, B, D]

        // 4.–5. SwAV, per modality: codes of the assign crops by Sinkhorn, beside the queue; swapped prediction by every other crop. SimCLR: contrast.
        var batchLoss = _objective.Compute(z, Step);
        var selfSupervised = stack(batchLoss.Modalities.Select(part => part.Loss * part.Weight)).sum();

        // 6. What the labels of the batch say, from the features of the first large crop; null if they say nothing.
        var supervised = Supervised(features.narrow(0, 0, _recipe.BatchSize), batch.Targets);

        // 7. Gradients of α · self-supervised + β · supervised; what has no weight or no label is not part of the graph.
        _optimizer.ClearGradients();
        var loss = Total(selfSupervised, supervised);
        loss?.backward();

        // 8. LARC and momentum, or AdamW.
        _optimizer.Step(learningRate);

        Step++;
        var losses = new StepLosses(loss?.item<float>() ?? 0, selfSupervised.item<float>(), supervised?.item<float>());
        return Report(losses, learningRate, batchLoss, z[0].detach(), batch) with { WaitSeconds = waited.TotalSeconds, Seconds = _time.GetElapsedTime(begin).TotalSeconds };
    }

    /// <summary>Writes everything that decides the rest of the run.</summary>
    public void SaveCheckpoint(Stream stream) =>
        TrainingCheckpoint.Write(stream, State(), new CheckpointHeader(Step, _recipe.Digest(), _images.Identity, _collapse.Lasting));

    /// <summary>Continues a run exactly where <see cref="SaveCheckpoint"/> left it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another recipe or other images; nothing has been changed.</exception>
    public void LoadCheckpoint(Stream stream)
    {
        var header = TrainingCheckpoint.Read(stream, State(), _recipe.Digest(), _images.Identity);
        Step = header.Step;
        _collapse.Lasting.Clear();
        foreach (var (modality, steps) in header.Lasting)
        {
            _collapse.Lasting[modality] = steps;
        }
    }

    /// <summary>Writes the backbone for others to use (<see cref="BackboneFile"/>).</summary>
    public void WriteBackbone(Stream stream) => BackboneFile.Write(_network.Backbone, _recipe.Backbone, stream);

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
        _objective.Dispose();
    }

    private static (BatchPlan? Plan, IReadOnlyList<string> Problems) Check(TrainingRecipe recipe, ITrainingImages images)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(images);
        IReadOnlyList<string> problems = recipe.Validate();
        if (problems.Count == 0 && recipe.Labels.Count > 0 && images.Labels is null)
        {
            problems = [$"labels is '{string.Join(',', recipe.Labels)}' and the images come without labels; allowed: images with labels, or 'none'."];
        }

        return problems.Count > 0 ? (null, problems) : BatchPlan.Create(recipe, images);
    }

    /// <param name="features">[B, features].</param>
    /// <param name="targets">Of each image; null for one without labels.</param>
    private Tensor? Supervised(Tensor features, IReadOnlyList<IReadOnlyList<float>?> targets)
    {
        if (_supervised is null || targets.All(one => one is null))
        {
            return null;
        }

        var unknown = Enumerable.Repeat(float.NaN, _labels!.Outputs).ToArray();
        var values = tensor(targets.SelectMany(one => one ?? unknown).ToArray()).to(_device).view(_recipe.BatchSize, _labels.Outputs); // [B, C]
        return SupervisedLoss.Compute(_supervised.call(features), values, _labels.Kind);
    }

    private Tensor? Total(Tensor selfSupervised, Tensor? supervised)
    {
        var weighted = supervised is null ? null : supervised * _recipe.SupervisedWeight;
        if (_recipe.SelfSupervisedWeight == 0)
        {
            return weighted;
        }

        var total = selfSupervised * _recipe.SelfSupervisedWeight;
        return weighted is null ? total : total + weighted;
    }

    private StepReport Report(StepLosses losses, double learningRate, BatchLoss batch, Tensor embeddings, CropBatch images)
    {
        var modalities = StepReports.OfModalities(batch, embeddings);
        foreach (var (modality, figures) in modalities)
        {
            if (_recipe.SelfSupervisedWeight > 0)
            {
                _collapse.Observe(Step, modality, figures.Loss, batch.Collapsed, figures.MeanCosine);
            }
        }

        return new StepReport
        {
            Step = Step,
            Loss = losses.Minimised,
            LossMinusLogK = losses.SelfSupervised - batch.Collapsed,
            SupervisedLoss = losses.Supervised,
            LabelledImages = _labels is null ? null : images.Targets.Count(targets => targets is not null),
            LossPerModality = modalities.ToDictionary(pair => pair.Key, pair => pair.Value.Loss, StringComparer.Ordinal),
            Modalities = modalities,
            LearningRate = learningRate,
            Epsilon = modalities.Values.Average(one => one.Epsilon),
            CodePerplexity = StepReports.Mean(modalities, one => one.CodePerplexity),
            MarginalCodePerplexity = StepReports.Mean(modalities, one => one.MarginalCodePerplexity),
            PredictionPerplexity = StepReports.Mean(modalities, one => one.PredictionPerplexity),
            MassError = modalities.Values.Max(one => one.MassError),
            MeanCosine = StepReports.Mean(modalities, one => one.MeanCosine)!.Value,
            EmbeddingStd = StepReports.Mean(modalities, one => one.EmbeddingStd)!.Value,
            EffectiveRank = StepReports.Mean(modalities, one => one.EffectiveRank),
            PrototypesUnused = modalities.Values.Average(one => one.PrototypesUnused),
            Images = _recipe.BatchSize,
            Replaced = images.Replaced.Count > 0 ? images.Replaced : null,
            CollapseSuspected = _collapse.Suspected,
        };
    }

    private Dictionary<string, Tensor> State() => _network.state_dict().Select(pair => ($"network.{pair.Key}", pair.Value))
        .Concat(_optimizer.State.Select(pair => (pair.Key, pair.Value)))
        .ToDictionary(StringComparer.Ordinal);

    private sealed record StepLosses(double Minimised, double SelfSupervised, double? Supervised);
}
