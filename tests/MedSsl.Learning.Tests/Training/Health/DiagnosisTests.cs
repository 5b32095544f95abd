using MedSsl.Learning.Training;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using Xunit;

namespace MedSsl.Learning.Tests.Training.Health;

/// <summary>Collapses that are brought about, and what is said of them.</summary>
public sealed class DiagnosisTests
{
    private const int WithinSteps = 200; // after the warm-up

    private static readonly TrainingRecipe Recipe = TinyTraining.Of("demo") with
    {
        Steps = 400, BatchSize = 64, WarmupSteps = 20, Prototypes = 16, EmbeddingSize = 32, PrototypeFreezeSteps = null, SmallCrops = 0, CollapsePatience = 100,
    };

    [Theory]
    [InlineData("epsilon=1,epsilonFactor=0", CollapseCause.EpsilonTooLarge, "epsilonFactor=0.6")]
    [InlineData("epsilon=0.2,epsilonFactor=0", CollapseCause.EpsilonTooLarge, "epsilon=0.07")]
    [InlineData("epsilon=0.001,epsilonFactor=0,sinkhornIterations=3", CollapseCause.EpsilonTooSmall, "sinkhornIterations=10")]
    [InlineData("learningRate=60", CollapseCause.LearningRateTooHigh, "learningRate=1.2")]
    [InlineData("learningRate=10,queueLength=1024", CollapseCause.QueueTooEarlyOrLong, "queueLength=512")]
    [InlineData("learningRate=10,queueLength=1024,queueStart=40,prototypeFreezeSteps=0", CollapseCause.QueueTooEarlyOrLong, "queueStart=114")]
    public void Collapse_is_named_with_its_cause_and_a_cure(string change, CollapseCause cause, string cure)
    {
        using var scope = torch.NewDisposeScope();
        using var training = new ToyTraining(With(change));

        var finding = training.FirstFinding(Recipe.WarmupSteps + WithinSteps);

        Assert.Equal((cause, "CR", training.Step), (finding?.Cause, finding?.Modality, finding?.Step));
        Assert.Contains(cure, finding!.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void Embeddings_that_were_not_normalised_are_named_at_once()
    {
        using var scope = torch.NewDisposeScope();
        using var training = new ToyTraining(Recipe, normalized: false);

        var finding = training.FirstFinding(5);

        Assert.Equal(CollapseCause.FeaturesNotNormalized, finding?.Cause);
        Assert.Contains("length 1", finding!.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed=1")]
    [InlineData("seed=2")]
    [InlineData("epsilon=0.05,epsilonFactor=0")]
    [InlineData("learningRate=10")]
    [InlineData("queueLength=256,queueStart=100")]
    public void Healthy_run_has_no_finding(string change)
    {
        using var scope = torch.NewDisposeScope();
        using var training = new ToyTraining(With(change));

        Assert.Null(training.FirstFinding(Recipe.WarmupSteps + WithinSteps));
    }

    [Theory]
    [InlineData(-0.5, "learningRate=0.6", CollapseCause.LearningRateTooHigh, "the loss fell to 2.27")]
    [InlineData(0, "learningRate=0.001,finalLearningRate=0", CollapseCause.LearningRateTooLow, "learningRate=0.15")]
    [InlineData(0, "learningRate=0.05,finalLearningRate=0,optimizer=AdamW", CollapseCause.LearningRateTooHigh, "learningRate=0.001")]
    [InlineData(0, "prototypes=300", CollapseCause.TooManyPrototypes, "prototypes=64")]
    [InlineData(0, "seed=3", CollapseCause.Unknown, "headBatchNorm=false")]
    public void Loss_of_a_collapsed_network_is_told_apart_by_what_went_before(double lowest, string change, CollapseCause cause, string words)
    {
        var recipe = With(change);
        var state = new ModalityHealth { Lasting = 101, Best = lowest, BestStep = 50, MeanCosine = 0.99, Norm = 1, FirstSpread = 0.1, Epsilon = 0.05, CodePerplexity = 4, LearningRate = recipe.LearningRate };

        var finding = Diagnosis.Of(200, "CR", state, Flat(), recipe);

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Embeddings_that_broke_under_too_large_steps_are_laid_on_the_steps()
    {
        var recipe = With("learningRate=60");

        Assert.Equal(CollapseCause.LearningRateTooHigh, Diagnosis.Of(6, "CR", new ModalityHealth { OffSphere = true, Norm = 0.93, LearningRate = 60 }, Flat(), recipe).Cause);
    }

    [Fact]
    public void Objective_without_codes_is_judged_by_loss_and_rate_alone()
    {
        var state = new ModalityHealth { Lasting = 101, Best = 0, MeanCosine = 0.99, Norm = 1, LearningRate = 1.2 };

        Assert.Equal(CollapseCause.Unknown, Diagnosis.Of(200, "CR", state, Flat() with { CodePerplexity = null }, Recipe with { Objective = ObjectiveKind.SimClr, Prototypes = 300 }).Cause);
        Assert.Equal(CollapseCause.LearningRateTooHigh, Diagnosis.Of(200, "CR", state with { Best = -1, BestStep = 30 }, Flat() with { CodePerplexity = null }, Recipe).Cause);
    }

    internal static ModalityReport Flat() => new()
    {
        Images = 64, Loss = Math.Log(16), LossMinusLogK = 0, MeanCosine = 0.99, EmbeddingStd = 0, EffectiveRank = 1, EmbeddingNorm = 1, CodePerplexity = 16, ScoreSpread = 0.1, Epsilon = 0.05, Queued = 0, MassError = 0,
    };

    private static TrainingRecipe With(string change)
    {
        Assert.True(TrainingRecipe.TryApply(Recipe, change.Split(',').ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]), out var recipe, out var errors), string.Join(' ', errors));
        return recipe;
    }
}
