using MedSsl.Learning.Optimization;

namespace MedSsl.Learning.Training.Health;

/// <summary>
/// How far a step moves the network. LARC moves a layer by rate · η of its norm, and momentum adds up 1/(1 − m) of such steps: 5 % at SwAV's highest rate, 4.8 in batches of 4096. The rate of
/// AdamW has no such meaning; it is measured by the usual one.
/// </summary>
internal static class StepSize
{
    private const double Largest = 0.2; // four times SwAV's highest
    private const double Smallest = 1e-4; // the rates of Adam under LARC, with which runs stay at ln K
    private const double LargestAdamRate = 0.01; // ten times the usual one

    private static readonly double LarcTrust = new LarcOptions().TrustCoefficient;

    /// <summary>Share of its norm by which a layer moves in a step, under LARC.</summary>
    public static double Of(TrainingRecipe recipe, double learningRate) => learningRate * LarcTrust / (1 - recipe.Momentum);

    /// <summary>Whether it is so large that a layer keeps nothing of what it was for more than a few steps.</summary>
    public static bool IsTooLarge(TrainingRecipe recipe, double learningRate) =>
        recipe.Optimizer == OptimizerKind.AdamW ? learningRate > LargestAdamRate : Of(recipe, learningRate) > Largest;

    /// <summary>Whether it is so small that nothing can be learned.</summary>
    public static bool IsTooSmall(TrainingRecipe recipe, double learningRate) => recipe.Optimizer == OptimizerKind.Larc && Of(recipe, learningRate) < Smallest;
}
