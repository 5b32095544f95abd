using System.Globalization;
using MedSsl.Learning.Optimization;

namespace MedSsl.Learning.Training.Health;

/// <summary>
/// From the signs of a collapse to its likely cause and a cure. The causes are those that users of SwAV met (github.com/facebookresearch/swav, README "Common Issues" and issues 23, 62, 64, 67, 69,
/// 76, 118); how they are told apart is ours: what fits the most special sign is asked first, and what was wrong before the first step counts more than what the collapse itself brings, for
/// in every collapse scores crowd together and codes grow flat.
/// </summary>
internal static class Diagnosis
{
    private const double Fell = 0.02; // of the loss of a collapsed network: lower than noise makes it
    private const double FlatEpsilon = 1; // ε over spread: random unit vectors of 128 dimensions have 0.57 at ε = 0.05
    private const double FlatCodes = 0.8; // of K

    /// <summary>What was found.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="modality">The modality that shows signs.</param>
    /// <param name="state">What is remembered of it, this step included.</param>
    /// <param name="report">Its figures in this step.</param>
    /// <param name="recipe">The run's.</param>
    public static HealthFinding Of(long step, string modality, ModalityHealth state, ModalityReport report, TrainingRecipe recipe)
    {
        var collapsed = report.Loss - report.LossMinusLogK;
        var (cause, evidence, cure) = Cause(state, report, recipe, collapsed);
        var sign = state.OffSphere ? Text($"embeddings have the length {state.Norm:G3}") : Text(
            $"for {state.Lasting} steps the loss has been {state.Excess + collapsed:F3} ({collapsed:F3} if all images are one point, lowest {Lowest(state, collapsed)}) and the mean cosine {state.MeanCosine:F2}");
        return new HealthFinding { Step = step, Modality = modality, Cause = cause, Sign = sign, Evidence = evidence, Cure = cure };
    }

    private static (CollapseCause Cause, string Evidence, string Cure) Cause(ModalityHealth state, ModalityReport report, TrainingRecipe recipe, double collapsed)
    {
        var hasCodes = report.CodePerplexity is not null;
        var fell = state.Best < -Fell * collapsed;
        var seen = report.Images + state.Queued;
        return state switch
        {
            _ when StepSize.IsTooLarge(recipe, state.LearningRate) => (CollapseCause.LearningRateTooHigh, Movement(state, recipe), LowerRate(recipe)),
            { OffSphere: true } => (CollapseCause.FeaturesNotNormalized, "scores are cosines only of unit vectors", "normalise the embeddings to length 1 before the prototypes"),
            { HasUnequalCodes: true } => (
                CollapseCause.EpsilonTooSmall,
                Text($"epsilon {state.Epsilon:G3} is {state.EpsilonRatio:G2} of the spread of the scores at the start, {state.FirstSpread:G3}, and prototypes have up to {1 + state.MassError:F1} times their share"),
                Text($"epsilon={0.6 * state.FirstSpread:G2} or epsilonFactor=0.6, and sinkhornIterations={Math.Max(10, recipe.SinkhornIterations)}")),
            _ when state.QueueSince > 0 && (state.RoseSinceQueue(collapsed) || (fell && state.BestStep <= state.QueueSince + recipe.CollapsePatience)) => (
                CollapseCause.QueueTooEarlyOrLong,
                Text($"the loss was {state.BeforeQueue + collapsed:F3} when the queue of {state.Queued} came into use at step {state.QueueSince}, and must fall from there"),
                Text($"queueLength={state.Queued / 2 / report.Images * report.Images}, queueStart={Math.Max(2 * state.QueueSince, recipe.Steps / 10)}, or no queue at all (queueLength=0)")),
            _ when fell => (CollapseCause.LearningRateTooHigh, Text($"the loss fell to {state.Best + collapsed:F3} at step {state.BestStep} and came back"), LowerRate(recipe)),
            _ when StepSize.IsTooSmall(recipe, state.LearningRate) => (CollapseCause.LearningRateTooLow, Movement(state, recipe), Text($"learningRate={0.6 * recipe.BatchSize / 256:G3} (0.6 for each 256 images)")),
            _ when hasCodes && state.EpsilonRatio > FlatEpsilon && state.CodePerplexity > FlatCodes * recipe.Prototypes => (
                CollapseCause.EpsilonTooLarge,
                Text($"epsilon {state.Epsilon:G3} is {state.EpsilonRatio:G2} times the spread of the scores at the start, {state.FirstSpread:G3}, and a code spreads over {state.CodePerplexity:F1} of {recipe.Prototypes} prototypes"),
                Text($"epsilonFactor=0.6, which follows the spread, or epsilon={0.6 * state.FirstSpread:G2}")),
            _ when hasCodes && seen < recipe.Prototypes => (
                CollapseCause.TooManyPrototypes,
                Text($"Sinkhorn sees {seen} images and shares them out among {recipe.Prototypes} prototypes"),
                Text($"prototypes={Math.Max(2, Math.Min(recipe.Prototypes / 2, (int)seen))}, a larger batchSize, or a queue of {15 * report.Images}")),
            _ => (CollapseCause.Unknown, "the signs fit no cause that is known", Text($"learningRate={recipe.LearningRate / 2:G3}; if that does not help, softer crops, headBatchNorm=false, or prototypes that stay fixed")),
        };
    }

    private static string Movement(ModalityHealth state, TrainingRecipe recipe) => recipe.Optimizer == OptimizerKind.AdamW
        ? Text($"the rate is {state.LearningRate:G3}; AdamW learns at about 0.001")
        : Text($"at the rate {state.LearningRate:G3} and momentum {recipe.Momentum} a layer moves by {100 * StepSize.Of(recipe, state.LearningRate):G2} % of its norm in a step, by SwAV's published recipes by at most 5 %");

    private static string LowerRate(TrainingRecipe recipe)
    {
        var usual = recipe.Optimizer == OptimizerKind.AdamW ? 0.001 : Math.Max(1.2, 0.6 * recipe.BatchSize / 256);
        return Text($"learningRate={Math.Min(recipe.LearningRate / 2, usual):G3} (0.6 for each 256 images, 1.2 at most in small batches), warmupSteps={Math.Max(2 * recipe.WarmupSteps, 40)}, prototypes fixed for longer");
    }

    private static string Lowest(ModalityHealth state, double collapsed) => state.BestStep == 0 ? "none yet" : Text($"{state.Best + collapsed:F3} at step {state.BestStep}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
