using MedSsl.Contracts;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Training.Requests;

/// <summary>What a training command must obey: all of it is checked, so that the sender learns every reason at once.</summary>
internal sealed class TrainingRules(IObjectStore store, StartingWeights weights)
{
    public async Task<(TrainingPlan? Plan, IReadOnlyList<string> Reasons)> CheckAsync(StartTraining command, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var (field, value) in ((string, string)[])[("runId", command.RunId), ("dataset", command.Dataset), ("model", command.Model)])
        {
            if (Names.Violation(value) is { } violation)
            {
                reasons.Add($"{field}: {violation}");
            }
        }

        var recipe = ResolveRecipe(command, reasons);
        var dataset = Names.Violation(command.Dataset) is null ? await FindDatasetAsync(command, reasons, cancellationToken) : null;
        var asked = recipe?.InitialWeights;
        recipe = recipe?.Validate() is [] ? await WithWeightsAsync(recipe, reasons, cancellationToken) : null;
        return reasons.Count == 0 ? (new TrainingPlan(recipe!, asked!, dataset!.Version), reasons) : (null, reasons);
    }

    private async Task<TrainingRecipe?> WithWeightsAsync(TrainingRecipe recipe, List<string> reasons, CancellationToken cancellationToken)
    {
        var (resolved, reason) = await weights.ResolveAsync(recipe, cancellationToken);
        reasons.AddRange(reason is null ? [] : [reason]);
        return resolved;
    }

    private static TrainingRecipe? ResolveRecipe(StartTraining command, List<string> reasons)
    {
        if (!TrainingRecipe.BuiltIn.TryGetValue(command.Recipe ?? "", out var recipe))
        {
            reasons.Add($"recipe: expected one of {string.Join(", ", TrainingRecipe.BuiltIn.Keys.Order(StringComparer.Ordinal))}, found \"{command.Recipe}\"");
            return null;
        }

        if (!TrainingRecipe.TryApply(recipe, command.Overrides ?? new Dictionary<string, string>(), out var applied, out var errors))
        {
            reasons.AddRange(errors.Select(error => $"overrides: {error}"));
        }

        return applied;
    }

    private async Task<DatasetManifest?> FindDatasetAsync(StartTraining command, List<string> reasons, CancellationToken cancellationToken)
    {
        if (await store.FindNewestVersionNumberAsync(command.Dataset, cancellationToken) is not { } newest)
        {
            reasons.Add($"dataset: {command.Dataset} has no published version; `medssl datasets` lists what there is");
            return null;
        }

        var manifest = await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(command.Dataset, command.DatasetVersion ?? newest), cancellationToken);
        if (manifest is null)
        {
            reasons.Add($"datasetVersion: {command.Dataset} has no version {command.DatasetVersion}; the newest is {newest}");
        }
        else if (manifest.Shards.Count == 0)
        {
            reasons.Add($"dataset: version {manifest.Version} of {command.Dataset} holds no image; `medssl status` says what became of its imports");
        }

        return manifest;
    }
}
