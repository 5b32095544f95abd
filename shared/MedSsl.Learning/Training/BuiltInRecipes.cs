using MedSsl.Learning.Augmentation;

namespace MedSsl.Learning.Training;

/// <summary>The recipes that come with the platform.</summary>
internal static class BuiltInRecipes
{
    public static IReadOnlyDictionary<string, TrainingRecipe> ByName { get; } = new[]
    {
        // Minutes on two cores: the small recipe, shorter, on reduced images.
        new TrainingRecipe
        {
            Name = "swav-resnet18-demo",
            Backbone = "resnet18",
            Steps = 160,
            ImageSize = 64,
            WarmupSteps = 15,
        },

        // Calibrated on 3,000 images of four modalities: small batches need few prototypes, which stay fixed, and the adaptive epsilon.
        new TrainingRecipe
        {
            Name = "swav-resnet18-small",
            Backbone = "resnet18",
            Steps = 400,
        },

        // SwAV's published recipe for batches of 256, 200 epochs of ImageNet, without its queue; augmentation as in Ghesu et al. 2022.
        new TrainingRecipe
        {
            Name = "swav-resnet50",
            Backbone = "resnet50",
            Steps = 1_001_000,
            BatchSize = 256,
            ImageSize = 512,
            LargeCropSize = 224,
            LargeCropMinArea = 0.14,
            LargeCropMaxArea = 1,
            SmallCrops = 6,
            SmallCropSize = 96,
            SmallCropMinArea = 0.05,
            SmallCropMaxArea = 0.14,
            MinAspect = 3.0 / 4,
            MaxAspect = 4.0 / 3,
            Bands = BandGains.Reference,
            MinGamma = 1.8,
            MaxGamma = 2.6,
            Contrast = 0.1,
            Brightness = 0.2,
            HiddenSize = 2048,
            Prototypes = 3000,
            PrototypeFreezeSteps = 5005,
            EpsilonFactor = 0,
            SinkhornIterations = 3,
            LearningRate = 0.6,
            FinalLearningRate = 0.0006,
            WarmupSteps = 0,
            CollapsePatience = 500,
        },
    }.ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);
}
