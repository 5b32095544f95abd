using MedSsl.Learning.Training;

namespace MedSsl.Benchmarks.Learning;

/// <summary>A training of the benchmark.</summary>
/// <param name="Id">Id of the run and name of its model.</param>
/// <param name="RecipeName">Recipe to begin with.</param>
/// <param name="With">What replaces its values, as <c>field=value</c>.</param>
internal sealed record LearningRun(string Id, string RecipeName, IReadOnlyList<string> With)
{
    /// <summary>The recipe with every value.</summary>
    public TrainingRecipe Recipe()
    {
        var overrides = With.Select(item => item.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return TrainingRecipe.TryApply(TrainingRecipe.BuiltIn[RecipeName], overrides, out var recipe, out var errors) ? recipe : throw new InvalidOperationException(string.Join(' ', errors));
    }
}
