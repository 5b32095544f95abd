using System.CommandLine;
using System.Globalization;
using MedSsl.Hosting;
using MedSsl.Learning.Training;

namespace MedSsl.AllInOne.Commands;

internal static class RecipesCommand
{
    private static readonly Argument<string?> Name = new("NAME") { Description = "Print the file of this recipe, to begin one's own with", Arity = ArgumentArity.ZeroOrOne, HelpName = "NAME" };

    public static Command Create() => new Command("recipes", "List the recipes that come with the platform, or print one") { Name }.Does((parsed, output, _) =>
    {
        if (parsed.GetValue(Name) is { } name)
        {
            Print(name, output);
            return Task.FromResult(ExitCodes.Success);
        }

        var recipes = TrainingRecipe.BuiltIn.Values.OrderBy(recipe => recipe.Name, StringComparer.Ordinal).ToList();
        output.Answer(recipes, table =>
        {
            table.AddColumns("recipe", "objective", "backbone", "steps", "batch", "about");
            recipes.ForEach(recipe => table.AddRow(
                recipe.Name, $"{recipe.Objective}", recipe.Backbone, recipe.Steps.ToString("N0", CultureInfo.InvariantCulture), $"{recipe.BatchSize}", RecipeFile.About(recipe.Name)));
        });
        return Task.FromResult(ExitCodes.Success);
    });

    private static void Print(string name, Output output)
    {
        if (!TrainingRecipe.BuiltIn.TryGetValue(name, out var recipe))
        {
            throw new UsageException($"NAME: expected one of {string.Join(", ", TrainingRecipe.BuiltIn.Keys.Order(StringComparer.Ordinal))}, found \"{name}\"");
        }

        output.Answer(recipe, RecipeFile.TextOf(name).TrimEnd());
    }
}
