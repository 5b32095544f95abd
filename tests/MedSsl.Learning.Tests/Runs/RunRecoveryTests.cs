using MedSsl.Learning.Tests.Training;
using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Training;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using static MedSsl.Learning.Tests.Training.TinyTraining;

namespace MedSsl.Learning.Tests.Runs;

public sealed class RunRecoveryTests : StoreTests
{
    private static readonly TrainingRecipe Recipe = TinyTraining.Of("demo") with { SmallCrops = 0, ImageSize = 32, LargeCropSize = 32, WarmupSteps = 0, CollapseAction = CollapseAction.RollBack };

    private static readonly HealthFinding Finding = new() { Step = 9, Modality = "CR", Cause = CollapseCause.Unknown, Sign = "sign", Evidence = "evidence", Cure = "cure" };

    private RunCheckpoints Checkpoints() => new(Store, Options.Create(new TrainingOptions()), TimeProvider.System, NullLogger<RunCheckpoints>.Instance);

    [Fact]
    public async Task Run_goes_back_to_its_healthy_checkpoint_with_half_the_rate_and_a_restart_goes_on_from_there()
    {
        using var trainer = new SelfSupervisedTrainer(Recipe, new SyntheticImages(("CR", 40)));
        trainer.Advance();
        var healthy = Checkpoint(trainer);
        var rate = trainer.Advance().LearningRate;
        var checkpoints = Checkpoints();
        var recovery = new RunRecovery(Store, checkpoints);
        await recovery.KeepHealthyAsync("run", new MemoryStream(healthy), CancellationToken.None);
        await checkpoints.SaveAsync("run", 1, 2, new MemoryStream(Checkpoint(trainer)), 0, CancellationToken.None);

        Assert.Null(await recovery.AfterCollapseAsync("run", Recipe, new RunCollapsedException(Finding, 0), CancellationToken.None));

        var (generation, checkpoint) = await checkpoints.ResumeAsync("run", CancellationToken.None);
        Assert.Equal(3, generation);
        using var resumed = new SelfSupervisedTrainer(Recipe, new SyntheticImages(("CR", 40)));
        resumed.LoadCheckpoint(new MemoryStream(checkpoint!));
        Assert.Equal((1L, 1), (resumed.Step, resumed.RollBacks));
        Assert.Equal(rate / 2, resumed.Advance().LearningRate, 1e-12);

        // How often it went back is part of what it saves from now on.
        using var again = new SelfSupervisedTrainer(Recipe, new SyntheticImages(("CR", 40)));
        again.LoadCheckpoint(new MemoryStream(Checkpoint(resumed)));
        Assert.Equal(1, again.RollBacks);

        // To the same checkpoint once more, since none after it was healthy.
        Assert.Null(await recovery.AfterCollapseAsync("run", Recipe, new RunCollapsedException(Finding, again.RollBacks), CancellationToken.None));
        again.LoadCheckpoint(new MemoryStream((await checkpoints.ResumeAsync("run", CancellationToken.None)).Checkpoint!));
        Assert.Equal((1L, 2), (again.Step, again.RollBacks));
        Assert.Equal(rate / 4, again.Advance().LearningRate, 1e-12);
    }

    [Theory]
    [InlineData(CollapseAction.Stop, 0, true, "its last healthy checkpoint is runs/run/healthy.safetensors")]
    [InlineData(CollapseAction.RollBack, 2, true, "it went back 2 times before")]
    [InlineData(CollapseAction.RollBack, 0, false, "it was never healthy")]
    public async Task Run_that_does_not_go_back_fails_with_what_was_found(CollapseAction action, int rollBacks, bool wasHealthy, string words)
    {
        var recovery = new RunRecovery(Store, Checkpoints());
        if (wasHealthy)
        {
            await recovery.KeepHealthyAsync("run", new MemoryStream([1]), CancellationToken.None);
        }

        var reason = await recovery.AfterCollapseAsync("run", Recipe with { CollapseAction = action }, new RunCollapsedException(Finding, rollBacks), CancellationToken.None);

        Assert.Contains("collapsed at step 9, CR: sign. Likely cause: Unknown (evidence). Cure: cure", reason, StringComparison.Ordinal);
        Assert.Contains(words, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_is_kept_and_named_with_its_step_sample_and_place()
    {
        var fault = new StepFault
        {
            Step = 7, Tensor = "image of slot 1", Message = "the pixels of the image of slot 1 are not finite", Modality = "MR", LearningRate = 1, Seed = 3, Samples = [new FaultSample(0, "MR", 14, "good", true), new FaultSample(1, "MR", 15, "bad", false)],
        };

        var reason = await new RunRecovery(Store, Checkpoints()).AfterFaultAsync("run", new RunFaultException(new StepFaultException(fault, new InvalidOperationException()), [1, 2]), CancellationToken.None);

        Assert.StartsWith("step 7, MR: the pixels of the image of slot 1 are not finite (samples bad). No weight was changed", reason, StringComparison.Ordinal);
        Assert.Contains("runs/run/faults/000000000007.safetensors, and `medssl replay --run run --step 7 --fault`", reason, StringComparison.Ordinal);
        Assert.Equal([1, 2], await Store.ReadAllAsync(ObjectKeys.RunFault("run", 7), CancellationToken.None));
        var kept = await Store.ReadJsonAsync<StepFault>(ObjectKeys.RunFaultReport("run", 7), CancellationToken.None);
        Assert.Equal(fault.Samples, kept!.Samples);
    }
}
