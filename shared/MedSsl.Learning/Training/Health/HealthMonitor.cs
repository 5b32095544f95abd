namespace MedSsl.Learning.Training.Health;

/// <summary>Watches a training for collapse: signs must last for the recipe's patience after the warm-up, since one noisy step is no alarm.</summary>
internal sealed class HealthMonitor(TrainingRecipe recipe)
{
    /// <summary>What is remembered, by modality; part of a checkpoint.</summary>
    public Dictionary<string, ModalityHealth> States { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether signs of collapse have lasted beyond the patience.</summary>
    public bool Suspected => States.Values.Any(IsCollapsed);

    /// <summary>Whether no modality shows any sign.</summary>
    public bool IsHealthy => States.Values.All(state => state is { Lasting: 0, OffSphere: false });

    /// <summary>Takes note of a step.</summary>
    /// <param name="step">Steps done, this one included.</param>
    /// <param name="modality">Whose figures.</param>
    /// <param name="report">The figures.</param>
    /// <param name="learningRate">Learning rate of the step.</param>
    /// <returns>What was found, in the step in which it is found; null in all others.</returns>
    public HealthFinding? Observe(long step, string modality, ModalityReport report, double learningRate)
    {
        var before = States.GetValueOrDefault(modality) ?? new ModalityHealth();
        var after = States[modality] = before.After(step, report, learningRate, recipe);
        return IsCollapsed(after) && !IsCollapsed(before) ? Diagnosis.Of(step, modality, after, report, recipe) : null;
    }

    // What was never normalised will not be for waiting.
    private bool IsCollapsed(ModalityHealth state) => state.Lasting > recipe.CollapsePatience || state.OffSphere;
}
