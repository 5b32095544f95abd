using System.Globalization;

namespace MedSsl.Learning.Training;

/// <summary>One field of a recipe as text: how to read it, how to replace it and what is allowed. A field is valid if its own text can be applied.</summary>
/// <param name="Key">Field name in camel case.</param>
/// <param name="Allowed">What is allowed, in words.</param>
/// <param name="Read">The field's value as text.</param>
/// <param name="Apply">The recipe with another value, or null if the text is not allowed.</param>
internal sealed record RecipeSetting(string Key, string Allowed, Func<TrainingRecipe, string> Read, Func<TrainingRecipe, string, TrainingRecipe?> Apply)
{
    public const string On = "true";
    public const string Off = "false";

    /// <summary>
    /// Value that a recipe has which does not use the field; null where every recipe does. Fields that came after the first release have one, so that a recipe that was stored
    /// before keeps its digest.
    /// </summary>
    public string? Unused { get; init; }

    /// <summary>Whether the field is part of a recipe's digest.</summary>
    public bool CountsIn(TrainingRecipe recipe) => Read(recipe) != Unused;

    public string Problem(string found) => $"{Key} is '{found}'; allowed: {Allowed}.";

    public static RecipeSetting Whole(string key, int min, int max, Func<TrainingRecipe, int> get, Func<TrainingRecipe, int, TrainingRecipe> set) => new(
        key,
        $"a whole number from {min} to {max}",
        recipe => get(recipe).ToString(CultureInfo.InvariantCulture),
        (recipe, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? set(recipe, value) : null);

    public static RecipeSetting Number(string key, double min, double max, Func<TrainingRecipe, double> get, Func<TrainingRecipe, double, TrainingRecipe> set) => new(
        key,
        FormattableString.Invariant($"a number from {min} to {max}"),
        recipe => get(recipe).ToString("R", CultureInfo.InvariantCulture),
        (recipe, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? set(recipe, value) : null);

    public static RecipeSetting Choice<T>(string key, Func<TrainingRecipe, T> get, Func<TrainingRecipe, T, TrainingRecipe> set)
        where T : struct, Enum => new(
        key,
        string.Join(", ", Enum.GetNames<T>()),
        recipe => get(recipe).ToString(),
        (recipe, text) => Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? set(recipe, Enum.Parse<T>(name)) : null);

    public static RecipeSetting Switch(string key, Func<TrainingRecipe, bool> get, Func<TrainingRecipe, bool, TrainingRecipe> set) => new(
        key,
        $"{On}, {Off}",
        recipe => get(recipe) ? On : Off,
        (recipe, text) => bool.TryParse(text, out var value) ? set(recipe, value) : null);

    public static RecipeSetting Text(string key, string allowed, Func<TrainingRecipe, string> get, Func<TrainingRecipe, string, TrainingRecipe?> set) => new(key, allowed, get, set);
}
