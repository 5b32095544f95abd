using MedSsl.Learning.Backbones;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.SimClr;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Swav;
using Parameter = TorchSharp.Modules.Parameter;

namespace MedSsl.Learning.Training;

/// <summary>What a recipe makes, each as it is before the first step. Every part has a seed of its own, so that none depends on which others there are.</summary>
internal static class RecipeParts
{
    /// <summary>The parts of a batch that the objective tells apart.</summary>
    public static IReadOnlyList<ModalitySlice> Clusters(this TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices) =>
        recipe.Clustering == Clustering.Single ? [ModalitySlice.Whole(slices)] : slices;

    public static ResNet NewBackbone(this TrainingRecipe recipe) => ResNet.Create(recipe.Backbone, recipe.StemChannels, recipe.Seed);

    public static ProjectionHead NewHead(this TrainingRecipe recipe, ResNet backbone) => new(backbone.FeatureCount, recipe.HiddenSize, recipe.EmbeddingSize, recipe.Seed + 1, recipe.HeadBatchNorm);

    public static Prototypes NewPrototypes(this TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices) =>
        new([.. slices.Select(slice => slice.Modality)], recipe.Prototypes, recipe.EmbeddingSize, recipe.Seed + 2);

    /// <summary>Null where no labels supervise.</summary>
    public static SupervisedHead? NewSupervisedHead(this TrainingRecipe recipe, ResNet backbone, LabelTask? labels) =>
        labels is null ? null : new SupervisedHead(backbone.FeatureCount, labels.Outputs, recipe.Seed + 3);

    /// <summary>The slow copy that gives codes; null for an objective without one.</summary>
    public static Teacher? NewTeacher(this TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices) =>
        recipe.Objective == ObjectiveKind.Dino ? new Teacher(recipe, recipe.Clusters(slices)) : null;

    public static IObjective NewObjective(this TrainingRecipe recipe, IReadOnlyList<ModalitySlice> slices, Teacher? teacher = null) => recipe.Objective switch
    {
        ObjectiveKind.SimClr => new SimClrObjective(recipe, slices),
        _ => new SwavObjective(recipe, recipe.Clusters(slices), teacher),
    };

    public static Optimizer NewOptimizer(this TrainingRecipe recipe, IEnumerable<(string Name, Parameter Parameter)> parameters) => recipe.Optimizer switch
    {
        OptimizerKind.AdamW => new AdamW(parameters, new AdamWOptions { Beta1 = recipe.Momentum, WeightDecay = recipe.WeightDecay, ExcludeBiasAndNorm = recipe.ExcludeBiasAndNorm }),
        _ => new Larc(parameters, new LarcOptions { Momentum = recipe.Momentum, WeightDecay = recipe.WeightDecay, GuardZeroNorm = recipe.GuardZeroNorm, ExcludeBiasAndNorm = recipe.ExcludeBiasAndNorm }),
    };
}
