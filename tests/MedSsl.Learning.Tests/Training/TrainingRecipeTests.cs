using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedSsl.Learning.Augmentation;
using MedSsl.Learning.Optimization;
using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class TrainingRecipeTests
{
    [Fact]
    public void BuiltIn_recipes_are_the_promised_ones_and_valid()
    {
        Assert.Equal(["demo", "hybrid", "mixed-modality", "simclr", "small-data", "swav-bs256-queue", "swav-bs4096"], TrainingRecipe.BuiltIn.Keys.Order());
        Assert.All(TrainingRecipe.BuiltIn, pair =>
        {
            Assert.Equal(pair.Key, pair.Value.Name);
            Assert.Equal(pair.Value.SupervisedWeight > 0 ? 1 : 0, pair.Value.Validate().Count); // which labels there are, only the dataset knows
        });
        Assert.Empty((TrainingRecipe.BuiltIn["hybrid"] with { Labels = ["task"] }).Validate());
    }

    [Fact]
    public void TryApply_replaces_values_by_name_in_any_case()
    {
        var overrides = new Dictionary<string, string>
        {
            ["steps"] = "20", ["BatchSize"] = "64", ["modalityquota"] = "CT=40, CR=24", ["precision"] = "float32", ["prototypeFreezeSteps"] = "5",
            ["flippedModalities"] = "none", ["learningRate"] = "0.5", ["warmupsteps"] = "3", ["seed"] = "18446744073709551615", ["bands"] = "reference",
        };

        Assert.True(TrainingRecipe.TryApply(TrainingRecipe.BuiltIn["demo"], overrides, out var recipe, out var errors), string.Join('\n', errors));

        Assert.Equal((20, 64, Precision.Float32, 5, 0.5, ulong.MaxValue, BandGains.Reference), (recipe.Steps, recipe.BatchSize, recipe.Precision, recipe.PrototypeFreezeSteps, recipe.LearningRate, recipe.Seed, recipe.Bands));
        Assert.Equal(40, recipe.ModalityQuota!["CT"]);
        Assert.Empty(recipe.FlippedModalities);
    }

    [Theory]
    [InlineData("step", "5", "'step' is not a field of a recipe; there are: backbone, objective, steps")]
    [InlineData("steps", "0", "steps is '0'; allowed: a whole number from 1 to 100000000.")]
    [InlineData("steps", "many", "steps is 'many'; allowed: a whole number")]
    [InlineData("epsilon", "NaN", "epsilon is 'NaN'; allowed: a number from 0.001 to 1.")]
    [InlineData("learningRate", "1,2", "learningRate is '1,2'")]
    [InlineData("precision", "half", "precision is 'half'; allowed: Auto, Float32, BFloat16.")]
    [InlineData("precision", "1", "precision is '1'; allowed: Auto, Float32, BFloat16.")]
    [InlineData("backbone", "vit", "backbone is 'vit'; allowed: resnet152, resnet18, resnet50, resnet50w2, resnet50w4.")]
    [InlineData("queueStart", "161", "queueStart is 161 and steps is 160; allowed: queueStart not above steps.")]
    [InlineData("objective", "SimCLR", "largeCrops is 2, smallCrops is 2 and objective is SimClr, which compares two crops; allowed: largeCrops 2 and smallCrops 0.")]
    [InlineData("optimizer", "sgd", "optimizer is 'sgd'; allowed: Larc, AdamW.")]
    [InlineData("labels", "a", "supervisedWeight is 0 and labels is 'a'; allowed: a weight above 0 with labels of the dataset, such as labels=task or labels=task/finding, or 0 with 'none'.")]
    [InlineData("labels", "a,,b", "labels is 'a,,b'; allowed: 'none', or labels of the dataset separated by commas")]
    [InlineData("labels", "a,a", "labels is 'a,a'")]
    [InlineData("labels", "a/b/c", "labels is 'a/b/c'")]
    [InlineData("supervisedWeight", "0.5", "supervisedWeight is 0.5 and labels is 'none'")]
    [InlineData("supervisedWeight", "-1", "supervisedWeight is '-1'; allowed: a number from 0 to 1000.")]
    [InlineData("modalityQuota", "CR=4,CT=124", "modalityQuota is 'CR=4,CT=124'; allowed: 'auto', or")]
    [InlineData("modalityQuota", "CR=64,CR=64", "modalityQuota is 'CR=64,CR=64'")]
    [InlineData("modalityQuota", "CR=64", "modalityQuota adds up to 64 and batchSize is 128; allowed: equal sums.")]
    [InlineData("largeCropMinArea", "0.9", null)]
    [InlineData("largeCropMaxArea", "0.3", "largeCropMinArea is 0.4 and largeCropMaxArea is 0.3; allowed: largeCropMinArea not above largeCropMaxArea.")]
    [InlineData("warmupSteps", "161", "warmupSteps is 161 and steps is 160")]
    [InlineData("guardZeroNorm", "yes", "guardZeroNorm is 'yes'; allowed: true, false.")]
    [InlineData("seed", "-1", "seed is '-1'")]
    [InlineData("prototypeFreezeSteps", "-1", "prototypeFreezeSteps is '-1'; allowed: 'all', or")]
    public void TryApply_names_key_value_and_what_is_allowed(string key, string value, string? expected)
    {
        var applied = TrainingRecipe.TryApply(TrainingRecipe.BuiltIn["demo"], new Dictionary<string, string> { [key] = value }, out _, out var errors);

        Assert.Equal(expected is null, applied);
        Assert.Equal(expected is null ? 0 : 1, errors.Count);
        Assert.All(errors, error => Assert.StartsWith(expected!, error, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_of_supervision_alone_names_what_would_teach_nothing()
    {
        var recipe = TrainingRecipe.BuiltIn["demo"] with { SelfSupervisedWeight = 0 };

        Assert.Equal(
        [
            "selfSupervisedWeight is 0 and supervisedWeight is 0, so that nothing is minimised; allowed: one of them above 0.",
            "selfSupervisedWeight is 0 and smallCrops is 2, which would teach nothing; allowed: smallCrops 0, or a weight above 0.",
        ], recipe.Validate());
        Assert.Empty((recipe with { SupervisedWeight = 1, Labels = ["a/b", "c"], SmallCrops = 0 }).Validate());
    }

    [Fact]
    public void Validate_finds_values_that_no_override_would_allow()
    {
        var recipe = TrainingRecipe.BuiltIn["demo"] with { BatchSize = -1, Temperature = double.NaN };

        Assert.Equal(["batchSize is '-1'", "temperature is 'NaN'"], recipe.Validate().Select(problem => problem.Split(';')[0]));
    }

    [Fact]
    public void Digest_changes_with_every_value_but_the_name()
    {
        var recipe = TrainingRecipe.BuiltIn["demo"];

        Assert.Equal(recipe.Digest(), (recipe with { Name = "other" }).Digest());
        Assert.NotEqual(recipe.Digest(), (recipe with { Seed = 2 }).Digest());
        Assert.NotEqual(recipe.Digest(), (recipe with { ModalityQuota = new Dictionary<string, int> { ["CR"] = 128 } }).Digest());
    }

    [Fact]
    public void Digest_field_that_came_later_counts_only_where_it_is_used()
    {
        var recipe = TrainingRecipe.BuiltIn["demo"];
        string[] later = ["skipNearDuplicates", "queueLength", "queueStart", "optimizer", "excludeBiasAndNorm", "objective", "headBatchNorm", "selfSupervisedWeight", "supervisedWeight", "labels", "clustering", "cropping", "minRescale", "maxRescale"];
        var older = string.Join('\n', RecipeSettings.All.Where(setting => !later.Contains(setting.Key)).Select(setting => $"{setting.Key}={setting.Read(recipe)}"));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(older))), recipe.Digest());
        TrainingRecipe[] changed =
        [
            recipe with { SkipNearDuplicates = true }, recipe with { QueueLength = 8 }, recipe with { QueueStart = 8 }, recipe with { Optimizer = OptimizerKind.AdamW }, recipe with { ExcludeBiasAndNorm = true },
            recipe with { Objective = ObjectiveKind.SimClr }, recipe with { HeadBatchNorm = false }, recipe with { SelfSupervisedWeight = 0.5 }, recipe with { SupervisedWeight = 0.5 }, recipe with { Labels = ["a"] }, recipe with { Clustering = Clustering.Single },
            recipe with { Cropping = Cropping.Rescale }, recipe with { MinRescale = 0.2 }, recipe with { MaxRescale = 0.5 },
        ];
        Assert.Equal(changed.Length + 1, changed.Append(recipe).Select(other => other.Digest()).Distinct().Count());
    }

    [Fact]
    public void Every_property_has_a_setting()
    {
        var keys = RecipeSettings.All.Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Equal(["Name"], typeof(TrainingRecipe).GetProperties().Where(property => property.Name != nameof(TrainingRecipe.BuiltIn) && !keys.Contains(property.Name)).Select(property => property.Name));
    }

    [Fact]
    public void Json_round_trip_keeps_the_recipe()
    {
        Assert.True(TrainingRecipe.TryApply(TrainingRecipe.BuiltIn["swav-bs256-queue"], new Dictionary<string, string> { ["modalityQuota"] = "CR=256" }, out var recipe, out _));

        var json = JsonSerializer.Serialize(recipe, JsonSerializerOptions.Web);

        Assert.Contains("\"bands\":\"Reference\"", json, StringComparison.Ordinal);
        Assert.Equal(recipe.Digest(), JsonSerializer.Deserialize<TrainingRecipe>(json, JsonSerializerOptions.Web)!.Digest());
    }
}
