using MedSsl.Learning.Training;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

public sealed class RecipeFileTests
{
    /// <summary>Table of the published settings: the README and the scripts of SwAV's repository.</summary>
    [Theory]
    [InlineData("swav-bs256-queue", 256, 1_001_000, 0.6, 0.0006, 0, 5005, 3840, 75_075)]
    [InlineData("swav-bs4096", 4096, 125_200, 4.8, 0.0048, 3130, 313, 0, 0)]
    public void BuiltIn_published_recipe_has_the_published_numbers(string name, int batch, int steps, double rate, double last, int warmup, int freeze, int queue, int queueStart)
    {
        var recipe = TrainingRecipe.BuiltIn[name];

        Assert.Equal((batch, steps, rate, last, warmup), (recipe.BatchSize, recipe.Steps, recipe.LearningRate, recipe.FinalLearningRate, recipe.WarmupSteps));
        Assert.Equal((freeze, queue, queueStart), (recipe.PrototypeFreezeSteps!.Value, recipe.QueueLength, recipe.QueueStart));
        Assert.Equal(("resnet50", 3000, 128, 2048, 0.1, 0.05, 3, 0.9, 1e-6), (recipe.Backbone, recipe.Prototypes, recipe.EmbeddingSize, recipe.HiddenSize, recipe.Temperature, recipe.Epsilon, recipe.SinkhornIterations, recipe.Momentum, recipe.WeightDecay));
        Assert.Equal((2, 224, 0.14, 1.0, 6, 96, 0.05, 0.14), (recipe.LargeCrops, recipe.LargeCropSize, recipe.LargeCropMinArea, recipe.LargeCropMaxArea, recipe.SmallCrops, recipe.SmallCropSize, recipe.SmallCropMinArea, recipe.SmallCropMaxArea));
    }

    [Fact]
    public void Default_has_the_values_that_a_recipe_has_of_itself()
    {
        var small = TrainingRecipe.BuiltIn[TrainingRecipe.Default];

        Assert.Equal(new TrainingRecipe { Name = "other", Backbone = small.Backbone, Steps = small.Steps }.Digest(), small.Digest());
    }

    [Fact]
    public void Parse_reads_numbers_texts_and_switches_with_comments()
    {
        var file = RecipeFile.Parse(
            """
            // ours
            { "extends": "small-data", "Steps": 200, "modalityQuota": "CT=96,US=32", "headBatchNorm": false, "weightDecay": 1e-6, }
            """,
            "ours.json");

        Assert.Equal("small-data", file.Extends);
        Assert.Empty(file.Missing());
        Assert.True(TrainingRecipe.TryApply(TrainingRecipe.BuiltIn["small-data"], file.Values, out var recipe, out var errors), string.Join('\n', errors));
        Assert.Equal((200, 96, false, 1e-6), (recipe.Steps, recipe.ModalityQuota!["CT"], recipe.HeadBatchNorm, recipe.WeightDecay));
    }

    [Theory]
    [InlineData("steps: 3", "ours.json: expected a JSON object of recipe fields, each once")]
    [InlineData("[1]", "ours.json: expected an object of recipe fields, found Array.")]
    [InlineData("{ \"steps\": 3, \"steps\": 4 }", "ours.json: expected a JSON object of recipe fields, each once")]
    [InlineData("{ \"steps\": 3, \"STEPS\": 4 }", "ours.json: expected a JSON object of recipe fields, each once")]
    [InlineData("{ \"labels\": [\"a\"] }", "ours.json: labels is [\"a\"]; allowed: a number, a text, true or false.")]
    [InlineData("{ \"steps\": null }", "ours.json: steps is null; allowed")]
    public void Parse_of_anything_else_names_the_file_and_what_is_wrong(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<InvalidDataException>(() => RecipeFile.Parse(text, "ours.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void About_is_the_first_line_of_the_file() =>
        Assert.All(TrainingRecipe.BuiltIn.Keys, name => Assert.Matches("^[A-Z].{40,}[.]$", RecipeFile.About(name)));

    [Fact]
    public void Missing_names_the_fields_of_a_file_that_extends_nothing()
    {
        var missing = RecipeFile.Parse("""{ "backbone": "resnet18", "Steps": 3 }""", "ours.json").Missing();

        Assert.Contains("batchSize", missing);
        Assert.DoesNotContain("steps", missing);
        Assert.DoesNotContain("queueLength", missing); // whoever does not name it has no queue
    }
}
