using MedSsl.Learning.Backbones;
using MedSsl.Learning.Training;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Learning.Tests.Training;

/// <summary>docs/training.md names every field, recipe, objective and backbone.</summary>
public sealed class TrainingDocTests
{
    [Fact]
    public void Page_names_everything_that_can_be_chosen()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "training.md"));

        var names = RecipeSettings.All.Select(setting => setting.Key).Concat(TrainingRecipe.BuiltIn.Keys).Concat(ResNet.Names).Concat(Enum.GetNames<ObjectiveKind>());
        Assert.DoesNotContain(names, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }
}
