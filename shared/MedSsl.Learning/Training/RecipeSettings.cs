using System.Globalization;
using System.Text.Json;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Optimization;

namespace MedSsl.Learning.Training;

/// <summary>Every field of a recipe that decides a run, with its limits; overrides, validation and digest all go by this table.</summary>
internal static class RecipeSettings
{
    // The stride of the backbones. Below 17 pixels the last stage would also begin with a stride-2 convolution of a single pixel, whose bfloat16
    // weight gradient libtorch 2.10 leaves undefined.
    private const int SmallestCrop = 32;
    private const double SmallestArea = 0.01;
    private const double SmallestScale = 0.01;
    private const double SmallestEpsilon = 1e-3;

    public static IReadOnlyList<RecipeSetting> All { get; } =
    [
        RecipeSetting.Text("backbone", string.Join(", ", ResNet.Names), r => r.Backbone, (r, v) => ResNet.Names.Contains(v) ? r with { Backbone = v } : null),
        RecipeSetting.Choice("objective", r => r.Objective, (r, v) => r with { Objective = v }) with { Unused = nameof(ObjectiveKind.Swav) },
        RecipeSetting.Whole("steps", 1, 100_000_000, r => r.Steps, (r, v) => r with { Steps = v }),
        RecipeSetting.Whole("batchSize", BatchPlan.SmallestQuota, 65536, r => r.BatchSize, (r, v) => r with { BatchSize = v }),
        RecipeSetting.Whole("microBatches", 1, 4096, r => r.MicroBatches, (r, v) => r with { MicroBatches = v }) with { Unused = "1" },
        RecipeSetting.Choice("batchShare", r => r.BatchShare, (r, v) => r with { BatchShare = v }),
        RecipeSetting.Text("modalityQuota", "'auto', or images per modality and step such as 'CR=32,CT=96', each at least 8 and adding up to batchSize", r => Quota(r.ModalityQuota), WithQuota),
        RecipeSetting.Choice("modalityWeighting", r => r.ModalityWeighting, (r, v) => r with { ModalityWeighting = v }),
        RecipeSetting.Choice("clustering", r => r.Clustering, (r, v) => r with { Clustering = v }) with { Unused = nameof(Clustering.PerModality) },
        RecipeSetting.Number("selfSupervisedWeight", 0, 1000, r => r.SelfSupervisedWeight, (r, v) => r with { SelfSupervisedWeight = v }) with { Unused = "1" },
        RecipeSetting.Number("supervisedWeight", 0, 1000, r => r.SupervisedWeight, (r, v) => r with { SupervisedWeight = v }) with { Unused = "0" },
        RecipeSetting.Text("labels", "'none', or labels of the dataset separated by commas, each a task or task/finding and named once", r => r.Labels.Count == 0 ? "none" : string.Join(',', r.Labels), WithLabels) with { Unused = "none" },
        RecipeSetting.Text("stemChannels", "1, 3", r => r.StemChannels.ToString(CultureInfo.InvariantCulture), (r, v) => v is "1" or "3" ? r with { StemChannels = v == "1" ? 1 : 3 } : null) with { Unused = "1" },
        RecipeSetting.Text("initialWeights", WeightSource.Allowed, r => r.InitialWeights, (r, v) => WeightSource.TryParse(v) is { } source ? r with { InitialWeights = $"{source}" } : null) with { Unused = WeightSource.None },
        RecipeSetting.Whole("imageSize", 16, 4096, r => r.ImageSize, (r, v) => r with { ImageSize = v }),
        RecipeSetting.Whole("largeCrops", 2, 16, r => r.LargeCrops, (r, v) => r with { LargeCrops = v }),
        RecipeSetting.Whole("largeCropSize", SmallestCrop, 1024, r => r.LargeCropSize, (r, v) => r with { LargeCropSize = v }),
        RecipeSetting.Number("largeCropMinArea", SmallestArea, 1, r => r.LargeCropMinArea, (r, v) => r with { LargeCropMinArea = v }),
        RecipeSetting.Number("largeCropMaxArea", SmallestArea, 1, r => r.LargeCropMaxArea, (r, v) => r with { LargeCropMaxArea = v }),
        RecipeSetting.Whole("smallCrops", 0, 16, r => r.SmallCrops, (r, v) => r with { SmallCrops = v }),
        RecipeSetting.Whole("smallCropSize", SmallestCrop, 1024, r => r.SmallCropSize, (r, v) => r with { SmallCropSize = v }),
        RecipeSetting.Number("smallCropMinArea", SmallestArea, 1, r => r.SmallCropMinArea, (r, v) => r with { SmallCropMinArea = v }),
        RecipeSetting.Number("smallCropMaxArea", SmallestArea, 1, r => r.SmallCropMaxArea, (r, v) => r with { SmallCropMaxArea = v }),
        RecipeSetting.Choice("cropping", r => r.Cropping, (r, v) => r with { Cropping = v }) with { Unused = nameof(Cropping.Area) },
        RecipeSetting.Number("minRescale", SmallestScale, 1, r => r.MinRescale, (r, v) => r with { MinRescale = v }) with { Unused = "0.1" },
        RecipeSetting.Number("maxRescale", SmallestScale, 1, r => r.MaxRescale, (r, v) => r with { MaxRescale = v }) with { Unused = "0.7" },
        RecipeSetting.Number("minAspect", 0.1, 10, r => r.MinAspect, (r, v) => r with { MinAspect = v }),
        RecipeSetting.Number("maxAspect", 0.1, 10, r => r.MaxAspect, (r, v) => r with { MaxAspect = v }),
        RecipeSetting.Choice("bands", r => r.Bands, (r, v) => r with { Bands = v }),
        RecipeSetting.Number("bandSpread", 0, 2, r => r.BandSpread, (r, v) => r with { BandSpread = v }),
        RecipeSetting.Number("minGamma", 0.05, 20, r => r.MinGamma, (r, v) => r with { MinGamma = v }),
        RecipeSetting.Number("maxGamma", 0.05, 20, r => r.MaxGamma, (r, v) => r with { MaxGamma = v }),
        RecipeSetting.Number("contrast", 0, 0.95, r => r.Contrast, (r, v) => r with { Contrast = v }),
        RecipeSetting.Number("brightness", 0, 1, r => r.Brightness, (r, v) => r with { Brightness = v }),
        RecipeSetting.Text("flippedModalities", "modality codes separated by commas, or 'none'", r => r.FlippedModalities.Count == 0 ? "none" : string.Join(',', r.FlippedModalities), WithFlips),
        RecipeSetting.Whole("hiddenSize", 8, 65536, r => r.HiddenSize, (r, v) => r with { HiddenSize = v }),
        RecipeSetting.Switch("headBatchNorm", r => r.HeadBatchNorm, (r, v) => r with { HeadBatchNorm = v }) with { Unused = RecipeSetting.On },
        RecipeSetting.Switch("batchNormPerModality", r => r.BatchNormPerModality, (r, v) => r with { BatchNormPerModality = v }) with { Unused = RecipeSetting.Off },
        RecipeSetting.Whole("embeddingSize", 8, 4096, r => r.EmbeddingSize, (r, v) => r with { EmbeddingSize = v }),
        RecipeSetting.Whole("prototypes", 2, 100_000, r => r.Prototypes, (r, v) => r with { Prototypes = v }),
        RecipeSetting.Text("prototypeFreezeSteps", "'all', or a whole number of steps from 0", r => r.PrototypeFreezeSteps?.ToString(CultureInfo.InvariantCulture) ?? "all", WithFreeze),
        RecipeSetting.Whole("queueLength", 0, 10_000_000, r => r.QueueLength, (r, v) => r with { QueueLength = v }) with { Unused = "0" },
        RecipeSetting.Whole("queueStart", 0, 100_000_000, r => r.QueueStart, (r, v) => r with { QueueStart = v }) with { Unused = "0" },
        RecipeSetting.Number("temperature", 0.01, 10, r => r.Temperature, (r, v) => r with { Temperature = v }),
        RecipeSetting.Number("epsilon", SmallestEpsilon, 1, r => r.Epsilon, (r, v) => r with { Epsilon = v }),
        RecipeSetting.Number("epsilonFactor", 0, 10, r => r.EpsilonFactor, (r, v) => r with { EpsilonFactor = v }),
        RecipeSetting.Whole("sinkhornIterations", 1, 1000, r => r.SinkhornIterations, (r, v) => r with { SinkhornIterations = v }),
        RecipeSetting.Number("teacherMomentum", 0, 1, r => r.TeacherMomentum, (r, v) => r with { TeacherMomentum = v }) with { Unused = "0.996" },
        RecipeSetting.Choice("optimizer", r => r.Optimizer, (r, v) => r with { Optimizer = v }) with { Unused = nameof(OptimizerKind.Larc) },
        RecipeSetting.Number("learningRate", 0, 100, r => r.LearningRate, (r, v) => r with { LearningRate = v }),
        RecipeSetting.Number("finalLearningRate", 0, 100, r => r.FinalLearningRate, (r, v) => r with { FinalLearningRate = v }),
        RecipeSetting.Number("warmupStart", 0, 100, r => r.WarmupStart, (r, v) => r with { WarmupStart = v }),
        RecipeSetting.Whole("warmupSteps", 0, 100_000_000, r => r.WarmupSteps, (r, v) => r with { WarmupSteps = v }),
        RecipeSetting.Number("momentum", 0, 0.9999, r => r.Momentum, (r, v) => r with { Momentum = v }),
        RecipeSetting.Number("weightDecay", 0, 1, r => r.WeightDecay, (r, v) => r with { WeightDecay = v }),
        RecipeSetting.Switch("excludeBiasAndNorm", r => r.ExcludeBiasAndNorm, (r, v) => r with { ExcludeBiasAndNorm = v }) with { Unused = RecipeSetting.Off },
        RecipeSetting.Switch("guardZeroNorm", r => r.GuardZeroNorm, (r, v) => r with { GuardZeroNorm = v }),
        RecipeSetting.Choice("precision", r => r.Precision, (r, v) => r with { Precision = v }),
        RecipeSetting.Whole("collapsePatience", 1, 100_000_000, r => r.CollapsePatience, (r, v) => r with { CollapsePatience = v }),
        RecipeSetting.Choice("collapseAction", r => r.CollapseAction, (r, v) => r with { CollapseAction = v }) with { Unused = nameof(CollapseAction.Warn) },
        RecipeSetting.Whole("probeEvery", 0, 100_000_000, r => r.ProbeEvery, (r, v) => r with { ProbeEvery = v }) with { Unused = "0" },
        RecipeSetting.Text("probeLabel", "'none', or a label of the dataset, task or task/finding", r => r.ProbeLabel.Length == 0 ? "none" : r.ProbeLabel, WithProbe) with { Unused = "none" },
        RecipeSetting.Switch("skipNearDuplicates", r => r.SkipNearDuplicates, (r, v) => r with { SkipNearDuplicates = v }) with { Unused = RecipeSetting.Off },
        RecipeSetting.Text("seed", $"a whole number from 0 to {ulong.MaxValue}", r => r.Seed.ToString(CultureInfo.InvariantCulture), (r, v) => ulong.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? r with { Seed = seed } : null),
    ];

    public static RecipeSetting? Find(string key) => All.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every field as text, in a JSON object: what <see cref="TrainingRecipe.TryApply"/> takes.</summary>
    public static string ToJson(TrainingRecipe recipe) => JsonSerializer.Serialize(All.ToDictionary(setting => setting.Key, setting => setting.Read(recipe)));

    public static IReadOnlyList<string> Validate(TrainingRecipe recipe)
    {
        var problems = All.Where(setting => setting.Apply(recipe, setting.Read(recipe)) is null).Select(setting => setting.Problem(setting.Read(recipe))).ToList();
        InOrder("largeCropMinArea", recipe.LargeCropMinArea, "largeCropMaxArea", recipe.LargeCropMaxArea);
        InOrder("smallCropMinArea", recipe.SmallCropMinArea, "smallCropMaxArea", recipe.SmallCropMaxArea);
        InOrder("minRescale", recipe.MinRescale, "maxRescale", recipe.MaxRescale);
        InOrder("minAspect", recipe.MinAspect, "maxAspect", recipe.MaxAspect);
        InOrder("minGamma", recipe.MinGamma, "maxGamma", recipe.MaxGamma);
        InOrder("finalLearningRate", recipe.FinalLearningRate, "learningRate", recipe.LearningRate);
        InOrder("warmupStart", recipe.WarmupStart, "learningRate", recipe.LearningRate);
        InOrder("warmupSteps", recipe.WarmupSteps, "steps", recipe.Steps);
        InOrder("queueStart", recipe.QueueStart, "steps", recipe.Steps);
        if (recipe.ModalityQuota is { } quota && quota.Values.Sum() != recipe.BatchSize)
        {
            problems.Add($"modalityQuota adds up to {quota.Values.Sum()} and batchSize is {recipe.BatchSize}; allowed: equal sums.");
        }

        if (recipe.Objective == ObjectiveKind.SimClr && (recipe.LargeCrops, recipe.SmallCrops) != (2, 0))
        {
            problems.Add($"largeCrops is {recipe.LargeCrops}, smallCrops is {recipe.SmallCrops} and objective is SimClr, which compares two crops; allowed: largeCrops 2 and smallCrops 0.");
        }

        if (recipe.Objective == ObjectiveKind.SimClr && recipe.MicroBatches > 1)
        {
            problems.Add($"microBatches is {recipe.MicroBatches} and objective is SimClr, whose images are told from all others of the batch at once; allowed: 1.");
        }

        if (recipe.ProbeEvery > 0 != recipe.ProbeLabel.Length > 0)
        {
            problems.Add($"probeEvery is {recipe.ProbeEvery} and probeLabel is '{(recipe.ProbeLabel.Length == 0 ? "none" : recipe.ProbeLabel)}'; allowed: steps above 0 with a label of the dataset, or 0 with 'none'.");
        }

        problems.AddRange(OfSupervision(recipe));
        return problems;

        void InOrder(string lowKey, double low, string highKey, double high)
        {
            if (low > high)
            {
                problems.Add(FormattableString.Invariant($"{lowKey} is {low} and {highKey} is {high}; allowed: {lowKey} not above {highKey}."));
            }
        }
    }

    private static IEnumerable<string> OfSupervision(TrainingRecipe recipe)
    {
        if (recipe.SupervisedWeight > 0 != recipe.Labels.Count > 0)
        {
            var labels = recipe.Labels.Count == 0 ? "none" : string.Join(',', recipe.Labels);
            yield return FormattableString.Invariant($"supervisedWeight is {recipe.SupervisedWeight} and labels is '{labels}'; allowed: a weight above 0 with labels of the dataset, such as labels=task or labels=task/finding, or 0 with 'none'.");
        }

        if (recipe.SelfSupervisedWeight == 0 && recipe.SupervisedWeight == 0)
        {
            yield return "selfSupervisedWeight is 0 and supervisedWeight is 0, so that nothing is minimised; allowed: one of them above 0.";
        }

        if (recipe.SelfSupervisedWeight == 0 && recipe.SmallCrops > 0)
        {
            yield return $"selfSupervisedWeight is 0 and smallCrops is {recipe.SmallCrops}, which would teach nothing; allowed: smallCrops 0, or a weight above 0.";
        }
    }

    private static string Quota(IReadOnlyDictionary<string, int>? quota) =>
        quota is null ? "auto" : string.Join(',', quota.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));

    private static TrainingRecipe? WithQuota(TrainingRecipe recipe, string text)
    {
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return recipe with { ModalityQuota = null };
        }

        var quota = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } modality, var number]
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count < BatchPlan.SmallestQuota
                || !quota.TryAdd(modality, count))
            {
                return null;
            }
        }

        return recipe with { ModalityQuota = quota };
    }

    private static TrainingRecipe? WithProbe(TrainingRecipe recipe, string text) =>
        text.Equals("none", StringComparison.OrdinalIgnoreCase) ? recipe with { ProbeLabel = "" }
        : text.Split('/') is { Length: 1 or 2 } parts && parts.All(part => part.Length > 0) && !text.Contains(',', StringComparison.Ordinal) ? recipe with { ProbeLabel = text }
        : null;

    private static TrainingRecipe? WithLabels(TrainingRecipe recipe, string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return recipe with { Labels = [] };
        }

        var labels = text.Split(',', StringSplitOptions.TrimEntries);
        var isGood = labels.All(label => label.Split('/') is { Length: 1 or 2 } parts && parts.All(part => part.Length > 0)) && labels.Distinct(StringComparer.Ordinal).Count() == labels.Length;
        return isGood ? recipe with { Labels = labels } : null;
    }

    private static TrainingRecipe? WithFlips(TrainingRecipe recipe, string text)
    {
        var modalities = text.Equals("none", StringComparison.OrdinalIgnoreCase) ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        return modalities.All(modality => modality.Length > 0) ? recipe with { FlippedModalities = modalities } : null;
    }

    private static TrainingRecipe? WithFreeze(TrainingRecipe recipe, string text) =>
        text.Equals("all", StringComparison.OrdinalIgnoreCase) ? recipe with { PrototypeFreezeSteps = null }
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? recipe with { PrototypeFreezeSteps = steps }
        : null;
}
