namespace MedSsl.Learning.Training;

/// <summary>Counts for how many steps in a row a modality has looked collapsed; one noisy step is no alarm.</summary>
internal sealed class CollapseMonitor(TrainingRecipe recipe)
{
    private const double LossTolerance = 0.005; // of the loss of a collapsed network
    private const double CosineLimit = 0.95;

    /// <summary>Steps in a row by modality; part of a checkpoint.</summary>
    public Dictionary<string, int> Lasting { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether any modality has lasted beyond the patience.</summary>
    public bool Suspected => Lasting.Values.Any(steps => steps > recipe.CollapsePatience);

    public void Observe(long step, string modality, double loss, double collapsed, double meanCosine)
    {
        var looksCollapsed = step >= recipe.WarmupSteps && Math.Abs(loss - collapsed) <= LossTolerance * collapsed && meanCosine > CosineLimit;
        Lasting[modality] = looksCollapsed ? Lasting.GetValueOrDefault(modality) + 1 : 0;
    }
}
