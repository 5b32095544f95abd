using System.Security.Cryptography;
using System.Text;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Optimization;

namespace MedSsl.Learning.Training;

/// <summary>
/// Every number that decides a run. Two runs of the same recipe on the same images are equal; <see cref="Digest"/> says whether two recipes
/// are.
/// </summary>
public sealed record TrainingRecipe
{
    /// <summary>Recipes that come with the platform, by name.</summary>
    public static IReadOnlyDictionary<string, TrainingRecipe> BuiltIn => RecipeFile.BuiltIn;

    /// <summary>The recipe that is taken where none is named; the defaults below are its values.</summary>
    public const string Default = "small-data";

    /// <summary>What it is called; of no influence on the run.</summary>
    public required string Name { get; init; }

    /// <summary>Network, by <see cref="Backbones.ResNet.Names"/>.</summary>
    public required string Backbone { get; init; }

    /// <summary>Channels of the backbone's first layer: 1, or 3, which are each shown the grey image.</summary>
    public int StemChannels { get; init; } = 1;

    /// <summary>Weights that the backbone begins with, as text of a <see cref="WeightSource"/>.</summary>
    public string InitialWeights { get; init; } = WeightSource.None;

    /// <summary>What is minimised.</summary>
    public ObjectiveKind Objective { get; init; } = ObjectiveKind.Swav;

    /// <summary>α, weight of the self-supervised loss; at 0 it is measured and teaches nothing.</summary>
    public double SelfSupervisedWeight { get; init; } = 1;

    /// <summary>β, weight of the supervised loss; above 0 if <see cref="Labels"/> names some.</summary>
    public double SupervisedWeight { get; init; }

    /// <summary>Labels that supervise, each <c>task</c> for its classes or <c>task/finding</c>; empty for none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Optimisation steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Images per step, all modalities together.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Parts in which a batch passes, where it is too large for the memory: codes are of the whole batch, gradients add up, batch statistics are those of a part.</summary>
    public int MicroBatches { get; init; } = 1;

    /// <summary>How the batch is shared out where <see cref="ModalityQuota"/> does not say.</summary>
    public BatchShare BatchShare { get; init; } = BatchShare.SquareRoot;

    /// <summary>Images per step of each modality; null to share the batch out by <see cref="BatchShare"/>.</summary>
    public IReadOnlyDictionary<string, int>? ModalityQuota { get; init; }

    /// <summary>Which images share prototypes, codes and queue.</summary>
    public Clustering Clustering { get; init; } = Clustering.PerModality;

    /// <summary>How the losses of the modalities are added up.</summary>
    public ModalityWeighting ModalityWeighting { get; init; } = ModalityWeighting.Samples;

    /// <summary>Longest side to which images are reduced before augmentation, in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Large crops per image; the first two give codes.</summary>
    public int LargeCrops { get; init; } = 2;

    /// <summary>Side of a large crop in pixels.</summary>
    public int LargeCropSize { get; init; } = 64;

    /// <summary>Smallest share of the image's area that a large crop covers.</summary>
    public double LargeCropMinArea { get; init; } = 0.4;

    /// <summary>Largest share of the image's area that a large crop covers.</summary>
    public double LargeCropMaxArea { get; init; } = 1;

    /// <summary>Small crops per image.</summary>
    public int SmallCrops { get; init; } = 2;

    /// <summary>Side of a small crop in pixels.</summary>
    public int SmallCropSize { get; init; } = 32;

    /// <summary>Smallest share of the image's area that a small crop covers.</summary>
    public double SmallCropMinArea { get; init; } = 0.2;

    /// <summary>Largest share of the image's area that a small crop covers.</summary>
    public double SmallCropMaxArea { get; init; } = 0.5;

    /// <summary>How crops are drawn.</summary>
    public Cropping Cropping { get; init; } = Cropping.Area;

    /// <summary>Smallest scale of the image under <see cref="Cropping.Rescale"/>.</summary>
    public double MinRescale { get; init; } = 0.1;

    /// <summary>Largest scale of the image under <see cref="Cropping.Rescale"/>.</summary>
    public double MaxRescale { get; init; } = 0.7;

    /// <summary>Smallest width over height of a crop.</summary>
    public double MinAspect { get; init; } = 0.8;

    /// <summary>Largest width over height of a crop.</summary>
    public double MaxAspect { get; init; } = 1.25;

    /// <summary>How energy bands are reweighted.</summary>
    public BandGains Bands { get; init; } = BandGains.LogNormal;

    /// <summary>Spread of log-normal band gains.</summary>
    public double BandSpread { get; init; } = 0.2;

    /// <summary>Smallest exponent of the gamma transform.</summary>
    public double MinGamma { get; init; } = 0.6;

    /// <summary>Largest exponent of the gamma transform.</summary>
    public double MaxGamma { get; init; } = 1.7;

    /// <summary>Contrast factor lies within 1 ± this.</summary>
    public double Contrast { get; init; } = 0.15;

    /// <summary>Brightness offset lies within ± this share of the image's range.</summary>
    public double Brightness { get; init; } = 0.15;

    /// <summary>Modalities whose crops are mirrored half of the time.</summary>
    public IReadOnlyList<string> FlippedModalities { get; init; } = ["MR", "US"];

    /// <summary>Width of the projection head's hidden layer.</summary>
    public int HiddenSize { get; init; } = 512;

    /// <summary>Batch statistics of each modality by itself, in backbone and head; scale and shift are shared.</summary>
    public bool BatchNormPerModality { get; init; }

    /// <summary>Whether the projection head normalises over the batch.</summary>
    public bool HeadBatchNorm { get; init; } = true;

    /// <summary>Length of an embedding.</summary>
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>K, prototypes per modality.</summary>
    public int Prototypes { get; init; } = 32;

    /// <summary>Steps during which prototypes stay as they are; null for the whole run.</summary>
    public int? PrototypeFreezeSteps { get; init; }

    /// <summary>
    /// Embeddings of earlier batches that Sinkhorn sees beside the batch, for each modality; cut to a whole number of its batches and to a quarter of its images. 0 for none.
    /// </summary>
    public int QueueLength { get; init; }

    /// <summary>Step from which the queues are filled; they are used once they are full.</summary>
    public int QueueStart { get; init; }

    /// <summary>τ of the softmax over prototypes, or over the other images of SimCLR.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>ε of Sinkhorn, or its upper limit under <see cref="EpsilonFactor"/>.</summary>
    public double Epsilon { get; init; } = 0.05;

    /// <summary>If above 0: ε = min(<see cref="Epsilon"/>, this · sd of the doubly centred scores), which keeps codes sharp on small data.</summary>
    public double EpsilonFactor { get; init; } = 0.5;

    /// <summary>Rounds of Sinkhorn.</summary>
    public int SinkhornIterations { get; init; } = 10;

    /// <summary>How much of DINO's teacher stays in the first steps; it rises to 1 along half a cosine.</summary>
    public double TeacherMomentum { get; init; } = 0.996;

    /// <summary>How gradients become steps.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Larc;

    /// <summary>Highest learning rate (of LARC: a layer moves by a thousandth of it per step).</summary>
    public double LearningRate { get; init; } = 1.5;

    /// <summary>Rate to which the cosine falls.</summary>
    public double FinalLearningRate { get; init; } = 0.03;

    /// <summary>Rate of the first warm-up step.</summary>
    public double WarmupStart { get; init; }

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init; } = 40;

    /// <summary>Momentum of SGD; β₁ of AdamW.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay, on every parameter but those that are excluded.</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Biases and normalizations are neither decayed nor, by LARC, scaled.</summary>
    public bool ExcludeBiasAndNorm { get; init; }

    /// <summary>Treat tensors of norm zero gently (<see cref="LarcOptions.GuardZeroNorm"/>).</summary>
    public bool GuardZeroNorm { get; init; }

    /// <summary>Arithmetic of the backbone.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Steps after the warm-up for which the signs of collapse must last before one is suspected.</summary>
    public int CollapsePatience { get; init; } = 100;

    /// <summary>What becomes of the run when a collapse is found.</summary>
    public CollapseAction CollapseAction { get; init; } = CollapseAction.Warn;

    /// <summary>Steps between two probes of the backbone by its nearest neighbours; 0 for none.</summary>
    public int ProbeEvery { get; init; }

    /// <summary>Label that the probe asks for, <c>task</c> or <c>task/finding</c>; empty for none.</summary>
    public string ProbeLabel { get; init; } = "";

    /// <summary>Leave out images that are marked as near duplicates of others in their series.</summary>
    public bool SkipNearDuplicates { get; init; }

    /// <summary>Root of every random draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>SHA-256 over all values but the name, in hexadecimal.</summary>
    public string Digest()
    {
        var text = string.Join('\n', RecipeSettings.All.Where(setting => setting.CountsIn(this)).Select(setting => $"{setting.Key}={setting.Read(this)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>What is wrong with the values, each with the value found and what is allowed; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate() => RecipeSettings.Validate(this);

    /// <summary>Replaces values by their field names (case does not matter), for example <c>steps</c> = <c>200</c>.</summary>
    /// <param name="recipe">Where to begin.</param>
    /// <param name="overrides">New values.</param>
    /// <param name="result">The recipe with every value that could be read.</param>
    /// <param name="errors">What could not be read or does not fit together; empty on success.</param>
    public static bool TryApply(TrainingRecipe recipe, IReadOnlyDictionary<string, string> overrides, out TrainingRecipe result, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(overrides);
        result = recipe;
        var problems = new List<string>();
        foreach (var (key, text) in overrides.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (RecipeSettings.Find(key) is not { } setting)
            {
                problems.Add($"'{key}' is not a field of a recipe; there are: {string.Join(", ", RecipeSettings.All.Select(known => known.Key))}.");
            }
            else if (setting.Apply(result, text.Trim()) is { } changed)
            {
                result = changed;
            }
            else
            {
                problems.Add(setting.Problem(text));
            }
        }

        problems.AddRange(result.Validate());
        errors = problems;
        return problems.Count == 0;
    }

    /// <summary>The learning rate by step.</summary>
    public WarmupCosineSchedule Schedule() => new(LearningRate, FinalLearningRate, WarmupStart, WarmupSteps, Steps);

    /// <summary>Weight of a modality's mean loss in the loss of a batch.</summary>
    public double WeightOf(ModalitySlice slice, int modalities)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return ModalityWeighting == ModalityWeighting.Samples ? (double)slice.Quota / BatchSize : 1.0 / modalities;
    }

    /// <summary>The ranges of the augmentation.</summary>
    public AugmentationSettings Augmentation() => new()
    {
        ImageSize = ImageSize,
        Crops = [new CropGroup(LargeCrops, LargeCropSize, LargeCropMinArea, LargeCropMaxArea), new CropGroup(SmallCrops, SmallCropSize, SmallCropMinArea, SmallCropMaxArea)],
        Cropping = Cropping,
        MinRescale = MinRescale,
        MaxRescale = MaxRescale,
        MinAspect = MinAspect,
        MaxAspect = MaxAspect,
        Bands = Bands,
        BandSpread = BandSpread,
        MinGamma = MinGamma,
        MaxGamma = MaxGamma,
        Contrast = Contrast,
        Brightness = Brightness,
        FlippedModalities = FlippedModalities,
    };
}
