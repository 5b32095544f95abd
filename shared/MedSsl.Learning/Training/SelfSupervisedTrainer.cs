using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Native;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Swav;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training;

/// <summary>
/// Trains a backbone by the objective of its recipe, and by labels where it names some (Ghesu et al. 2022, §3.3). Deterministic: recipe and images decide every weight, for a given number of
/// threads. One thread at a time.
/// </summary>
public sealed class SelfSupervisedTrainer : IDisposable
{
    private const double RollBackFactor = 0.5; // of the learning rate

    private readonly TrainingRecipe _recipe;
    private readonly ITrainingImages _images;
    private readonly CropBatches _batches;
    private readonly PretrainingNetwork _network;
    private readonly IObjective _objective;
    private readonly LabelTask? _labels;
    private readonly Teacher? _teacher;
    private readonly BatchGradients _gradients;
    private readonly Optimizer _optimizer;
    private readonly WarmupCosineSchedule _schedule;
    private readonly HealthMonitor _health;
    private readonly BatchPlan _plan;
    private readonly StateSnapshot _before;
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
        device ??= CPU;
        _schedule = recipe.Schedule();
        _health = new HealthMonitor(recipe);
        _plan = plan;
        _batches = new CropBatches(recipe, images, plan, preparationThreads, device);

        var backbone = recipe.NewBackbone();
        _teacher = recipe.NewTeacher(plan.Slices);
        _objective = recipe.NewObjective(plan.Slices, _teacher);
        _labels = recipe.Labels.Count > 0 ? images.Labels : null;
        _network = new PretrainingNetwork(backbone, recipe.NewHead(backbone), _objective, recipe.NewSupervisedHead(backbone, _labels));
        _network.to(device);
        _optimizer = recipe.NewOptimizer(_network.named_parameters().Where(entry => entry.parameter.requires_grad));
        _gradients = new BatchGradients(recipe, _network, _objective, _teacher, _labels, plan.Slices, BFloat16Support.IsWanted(recipe.Precision, device.type));
        _before = new StateSnapshot(_network.named_buffers().Select(buffer => buffer.buffer).Concat(_objective.Modules.SelectMany(part => part.Module.parameters())));
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>How often the run went back to where it was healthy; each time halved its learning rate.</summary>
    public int RollBacks { get; private set; }

    /// <summary>Whether no modality shows a sign of collapse.</summary>
    public bool IsHealthy => _health.IsHealthy;

    /// <summary>How every batch is divided between the modalities, in the order of its slots; empty if something stands in the way.</summary>
    public static IReadOnlyList<ModalitySlice> Slices(TrainingRecipe recipe, ITrainingImages images) => Check(recipe, images).Plan?.Slices ?? [];

    /// <summary>What stands in the way of training by this recipe on these images, in words; empty if nothing does.</summary>
    public static IReadOnlyList<string> Problems(TrainingRecipe recipe, ITrainingImages images) => Check(recipe, images).Problems;

    /// <summary>One optimisation step.</summary>
    /// <exception cref="StepFaultException">It gave numbers that are not finite: all is as it was before, and the step would fail again.</exception>
    public StepReport Advance()
    {
        _before.Take();
        try
        {
            var report = TakeStep();
            return ProbeIsDue ? report with { Probe = Probe(_images.Probe!) } : report;
        }
        catch (NotFiniteException exception)
        {
            _before.PutBack();
            throw new StepFaultException(FaultOf(exception.Tensor, exception.Message, exception.Modality), exception);
        }
        catch (NotFiniteNumberException exception)
        {
            _before.PutBack();
            throw new StepFaultException(FaultOf("gradients and weights", exception.Message, null), exception);
        }
    }

    /// <summary>One optimisation step, in the paper's order.</summary>
    private StepReport TakeStep()
    {
        using var scope = NewDisposeScope();
        _network.train();

        // Crops of the batch, prepared while the step before ran.
        var begin = _time.GetTimestamp();
        var batch = _batches.Take(Step);
        var waited = _time.GetElapsedTime(begin);
        if (batch.Finite.Contains(false))
        {
            throw new NotFiniteException("image", "an image is not finite");
        }

        // Learning rate of this step; gradients of the batch (BatchGradients); LARC and momentum, or AdamW.
        var learningRate = LearningRate;
        _optimizer.ClearGradients();
        var result = _gradients.Accumulate(batch.Groups, batch.Targets, Step);
        _optimizer.Step(learningRate);

        Step++;
        return Report(result, learningRate, batch) with { WaitSeconds = waited.TotalSeconds, Seconds = _time.GetElapsedTime(begin).TotalSeconds };
    }

    /// <summary>Begins with the backbone of a file instead of a random one (<see cref="InitialBackbone"/>).</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another backbone; nothing has been changed.</exception>
    public void BeginWith(Stream weights) => InitialBackbone.Load(weights, _network.Backbone, _recipe.Backbone);

    /// <summary>Writes everything that decides the rest of the run.</summary>
    public void SaveCheckpoint(Stream stream)
    {
        using var snapshot = TakeSnapshot();
        snapshot.Write(stream);
    }

    /// <summary>Copies everything that decides the rest of the run, to be written while the training goes on; the copy belongs to the caller.</summary>
    public TrainingSnapshot TakeSnapshot() =>
        new(State(), new CheckpointHeader(Step, _recipe.Digest(), _images.Identity, RollBacks, new Dictionary<string, ModalityHealth>(_health.States)), RecipeSettings.ToJson(_recipe));

    /// <summary>Continues a run exactly where <see cref="SaveCheckpoint"/> left it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another recipe or other images; nothing has been changed.</exception>
    public void LoadCheckpoint(Stream stream)
    {
        var header = TrainingCheckpoint.Read(stream, State(), _recipe.Digest(), _images.Identity);
        Step = header.Step;
        RollBacks = header.RollBacks;
        _health.States.Clear();
        foreach (var (modality, state) in header.Health)
        {
            _health.States[modality] = state;
        }
    }

    /// <summary>The checkpoint as the run goes on from it after a collapse: from there on its learning rate is halved as often as it went back in all, <paramref name="rollBacks"/> times.</summary>
    public static long WriteRolledBack(Stream checkpoint, Stream result, int rollBacks) => TrainingCheckpoint.WriteRolledBack(checkpoint, result, rollBacks);

    /// <summary>Writes the backbone for others to use (<see cref="BackboneFile"/>).</summary>
    public void WriteBackbone(Stream stream) => BackboneFile.Write(_teacher?.Backbone ?? _network.Backbone, _recipe.Backbone, stream);

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _before.Dispose();
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

    private StepReport Report(BatchResult result, double learningRate, CropBatch batch)
    {
        var report = StepReports.Of(Step, learningRate, result) with
        {
            LabelledImages = _labels is null ? null : batch.Targets.Count(targets => targets is not null),
            Replaced = batch.Replaced.Count > 0 ? batch.Replaced : null,
        };
        var findings = _recipe.SelfSupervisedWeight > 0 ? report.Modalities.Select(pair => _health.Observe(Step, pair.Key, pair.Value, learningRate)).OfType<HealthFinding>().ToList() : [];
        return report with { CollapseSuspected = _health.Suspected, Findings = findings.Count > 0 ? findings : null };
    }

    private bool ProbeIsDue => _recipe.ProbeEvery > 0 && Step % _recipe.ProbeEvery == 0 && _images.Probe is not null;

    private ProbeReport Probe(ProbeSet set)
    {
        using var weights = new MemoryStream();
        WriteBackbone(weights);
        weights.Position = 0;
        return NeighbourProbe.Measure(weights, set);
    }

    private double LearningRate => _schedule.At(Step) * Math.Pow(RollBackFactor, RollBacks);

    private StepFault FaultOf(string tensor, string message, string? modality)
    {
        // The same batch again, with the keys of its images: nothing of this is needed as long as all goes well.
        var slots = _plan.Slots(Step);
        var finite = _batches.Take(Step).Finite;
        var samples = slots.Select(slot => new FaultSample(slot.Slot, slot.Modality, slot.Draw, _images.Read(slot.Modality, slot.Draw).Key, finite[slot.Slot])).ToList();
        var poisoned = samples.Find(sample => !sample.Finite);
        return new StepFault
        {
            Step = Step + 1,
            Tensor = poisoned is null ? tensor : $"image of slot {poisoned.Slot}",
            Message = poisoned is null ? message : $"the pixels of the image of slot {poisoned.Slot} are not finite: sample {poisoned.Key} of {poisoned.Modality}, draw {poisoned.Draw}",
            Modality = poisoned?.Modality ?? modality,
            LearningRate = LearningRate,
            Seed = _recipe.Seed,
            Samples = samples,
        };
    }

    private Dictionary<string, Tensor> State() => _network.state_dict().Select(pair => ($"network.{pair.Key}", pair.Value))
        .Concat(_optimizer.State.Select(pair => (pair.Key, pair.Value)))
        .ToDictionary(StringComparer.Ordinal);
}
