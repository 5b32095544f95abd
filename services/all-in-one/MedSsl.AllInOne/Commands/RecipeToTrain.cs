using MedSsl.Learning.Training;

namespace MedSsl.AllInOne.Commands;

/// <summary>What <c>--recipe</c> and <c>--with</c> say.</summary>
internal static class RecipeToTrain
{
    /// <summary>A name as it is; of a file, the recipe that it begins with and its fields.</summary>
    public static async Task<(string Name, IReadOnlyDictionary<string, string> Fields)> FindAsync(string recipe, CancellationToken cancellationToken)
    {
        if (!recipe.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return (recipe, new Dictionary<string, string>());
        }

        try
        {
            var file = RecipeFile.Parse(await File.ReadAllTextAsync(recipe, cancellationToken), recipe);
            return file.Missing() is { Count: > 0 } missing
                ? throw new UsageException($"--recipe {recipe}: fields are missing: {string.Join(", ", missing)}; name them, or a recipe to take them from, such as \"extends\": \"small-data\"")
                : (file.Extends ?? TrainingRecipe.Default, file.Values);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--recipe {recipe}: {exception.Message}");
        }
    }

    /// <summary>The fields of a file, and over them those of <c>--with</c>.</summary>
    public static Dictionary<string, string> Overrides(IReadOnlyDictionary<string, string> fields, string[] values)
    {
        var overrides = new Dictionary<string, string>(fields, StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            overrides[value.Split('=', 2)[0]] = value.Split('=', 2) is [_, var given] ? given : throw new UsageException($"--with {value}: expected FIELD=VALUE, for example steps=200");
        }

        return overrides;
    }
}
