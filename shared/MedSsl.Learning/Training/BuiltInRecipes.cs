using MedSsl.Learning.Augmentation;

namespace MedSsl.Learning.Training;

/// <summary>The recipes that come with the platform.</summary>
internal static class BuiltInRecipes
{
    // Steps of an epoch of ImageNet with batches of 256 and of 4096: the unit of the published recipes, whatever is trained on.
    private const int Epoch = 5005;
    private const int LargeBatchEpoch = 313;

    /// <summary>
    /// SwAV's published recipe for batches of 256, 200 epochs of ImageNet, with its queue from epoch 15 on (github.com/facebookresearch/swav, README); augmentation as in Ghesu
    /// et al. 2022.
    /// </summary>
    private static readonly TrainingRecipe Batch256 = new()
    {
        Name = "swav-bs256-queue",
        Backbone = "resnet50",
        Steps = 200 * Epoch,
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
        PrototypeFreezeSteps = Epoch,
        QueueLength = 3840,
        QueueStart = 15 * Epoch,
        EpsilonFactor = 0,
        SinkhornIterations = 3,
        LearningRate = 0.6,
        FinalLearningRate = 0.0006,
        WarmupSteps = 0,
        CollapsePatience = 500,
    };

    // Calibrated on 3,000 images of four modalities: small batches need few prototypes, which stay fixed, and the adaptive epsilon.
    private static readonly TrainingRecipe Small = new()
    {
        Name = "swav-resnet18-small",
        Backbone = "resnet18",
        Steps = 400,
    };

    public static IReadOnlyDictionary<string, TrainingRecipe> ByName { get; } = new[]
    {
        // Minutes on two cores: the small recipe, shorter, on reduced images.
        Small with
        {
            Name = "swav-resnet18-demo",
            Steps = 160,
            ImageSize = 64,
            WarmupSteps = 15,
        },
        Small,

        // The small recipe, supervised where images have labels; which ones, the dataset must say.
        Small with
        {
            Name = "hybrid-resnet18-small",
            SupervisedWeight = 1,
        },

        // The paper's baseline at the scale of the small recipe: two crops and no prototypes.
        Small with
        {
            Name = "simclr-resnet18-small",
            Objective = ObjectiveKind.SimClr,
            LargeCropMinArea = 0.2,
            SmallCrops = 0,
            Temperature = 0.2,
            LearningRate = 2.4,
            FinalLearningRate = 0.048,
        },
        Batch256,

        // SwAV's published recipe for batches of 4096 on 64 GPUs, 400 epochs; no queue, since the batch is large enough.
        Batch256 with
        {
            Name = "swav-bs4096",
            Steps = 400 * LargeBatchEpoch,
            BatchSize = 4096,
            PrototypeFreezeSteps = LargeBatchEpoch,
            QueueLength = 0,
            QueueStart = 0,
            LearningRate = 4.8,
            FinalLearningRate = 0.0048,
            WarmupStart = 0.3,
            WarmupSteps = 10 * LargeBatchEpoch,
        },
    }.ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);
}
