using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace MedSsl.Learning.Training;

/// <summary>
/// A recipe as a file: one JSON object of fields and values, comments allowed. <c>extends</c> names a recipe that the fields not given are taken from; without it the file names every field that
/// counts.
/// </summary>
/// <param name="Extends">Recipe to begin with; null where the file names every field.</param>
/// <param name="Values">Fields and values as text, as <see cref="TrainingRecipe.TryApply"/> takes them.</param>
public sealed record RecipeFile(string? Extends, IReadOnlyDictionary<string, string> Values)
{
    private const string ExtendsKey = "extends";
    private const string Folder = "recipes/";
    private const string Extension = ".json";

    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The recipes that come with the platform, by name.</summary>
    internal static IReadOnlyDictionary<string, TrainingRecipe> BuiltIn { get; } = LoadBuiltIn();

    /// <summary>Reads fields and values; whether they are allowed, <see cref="TrainingRecipe.TryApply"/> says.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is not such a file; the message names file and field.</exception>
    public static RecipeFile Parse(string text, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{file}: expected an object of recipe fields, found {document.RootElement.ValueKind}.");
            }

            var values = document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => Text(field, file), StringComparer.OrdinalIgnoreCase);
            return values.Remove(ExtendsKey, out var extends) ? new RecipeFile(extends, values) : new RecipeFile(null, values);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ArgumentException: a field twice, in other case.
            throw new InvalidDataException($"{file}: expected a JSON object of recipe fields, each once, such as {{\"extends\": \"small-data\", \"steps\": 800}}: {exception.Message}", exception);
        }
    }

    /// <summary>The file of a recipe that comes with the platform.</summary>
    /// <param name="name">One of <see cref="TrainingRecipe.BuiltIn"/>.</param>
    public static string TextOf(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{name}{Extension}")
            ?? throw new ArgumentException($"There is no recipe '{name}'; there are: {string.Join(", ", BuiltIn.Keys)}.", nameof(name)));
        return reader.ReadToEnd();
    }

    /// <summary>What a recipe that comes with the platform is for: the first line of its file.</summary>
    /// <param name="name">One of <see cref="TrainingRecipe.BuiltIn"/>.</param>
    public static string About(string name) => TextOf(name).Split('\n')[0].TrimStart('/', ' ');

    /// <summary>Fields that count and that a file without <c>extends</c> must name; empty if it names all.</summary>
    public IReadOnlyList<string> Missing() =>
        Extends is null ? [.. RecipeSettings.All.Where(setting => setting.Unused is null && !Values.ContainsKey(setting.Key)).Select(setting => setting.Key)] : [];

    private static string Text(JsonProperty field, string file) => field.Value.ValueKind switch
    {
        JsonValueKind.String => field.Value.GetString()!,
        JsonValueKind.Number => field.Value.GetRawText(),
        JsonValueKind.True => RecipeSetting.On,
        JsonValueKind.False => RecipeSetting.Off,
        _ => throw new InvalidDataException($"{file}: {field.Name} is {field.Value.GetRawText()}; allowed: a number, a text, true or false."),
    };

    private static Dictionary<string, TrainingRecipe> LoadBuiltIn() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(resource => Load(resource[Folder.Length..^Extension.Length]))
            .ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);

    private static TrainingRecipe Load(string name)
    {
        var file = Parse(TextOf(name), name + Extension);
        var bare = new TrainingRecipe { Name = name, Backbone = file.Values["backbone"], Steps = int.Parse(file.Values["steps"], NumberStyles.None, CultureInfo.InvariantCulture) };

        // What does not fit together is told where it is used: which labels a hybrid recipe learns from, its user says.
        TrainingRecipe.TryApply(bare, file.Values, out var recipe, out var errors);
        var problems = errors.Except(recipe.Validate()).Concat(file.Missing().Select(field => $"{field} is missing.")).ToList();
        return problems.Count == 0 ? recipe : throw new InvalidDataException($"The recipe {name} of this build: {string.Join(' ', problems)}");
    }
}
