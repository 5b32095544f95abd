using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Native;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Training.Requests;

/// <summary>The weights that runs begin with: of registered models, or files of the store.</summary>
internal sealed class StartingWeights(IObjectStore store)
{
    private const string MediaType = "application/octet-stream";

    /// <summary>Fixes the version where the recipe names none, and tries the weights on its backbone; null with the reason if they cannot be used.</summary>
    public async Task<(TrainingRecipe? Recipe, string? Reason)> ResolveAsync(TrainingRecipe recipe, CancellationToken cancellationToken)
    {
        var source = WeightSource.TryParse(recipe.InitialWeights)!;
        if (source.Model is { } model && source.Version is null)
        {
            if (Names.Violation(model) is { } violation)
            {
                return (null, $"initialWeights: {violation}");
            }

            var newest = await store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix(model), cancellationToken).LastOrDefaultAsync(cancellationToken);
            source = source with { Version = newest?.Version };
        }

        var resolved = recipe with { InitialWeights = $"{source}" };
        try
        {
            await using var weights = await OpenAsync(resolved, cancellationToken);
            if (weights is not null)
            {
                TorchRuntime.EnsureLoaded();
                using var network = ResNet.Create(recipe.Backbone, recipe.StemChannels, recipe.Seed);
                InitialBackbone.Load(weights, network, recipe.Backbone);
            }

            return (resolved, null);
        }
        catch (Exception exception) when (exception is InvalidDataException or ObjectIntegrityException)
        {
            return (null, $"initialWeights: {recipe.InitialWeights}: {exception.Message}");
        }
    }

    /// <summary>A verified copy; null for random weights. The caller disposes it.</summary>
    /// <exception cref="ObjectIntegrityException">They are not there, or not those that were promised.</exception>
    public async Task<Stream?> OpenAsync(TrainingRecipe recipe, CancellationToken cancellationToken)
    {
        var source = WeightSource.TryParse(recipe.InitialWeights)!;
        return source switch
        {
            { Sha256: { } sha256 } => await store.OpenVerifiedAsync(await FileAsync(sha256, cancellationToken), cancellationToken),
            { Model: { } model } => await store.OpenVerifiedAsync((await ModelAsync(model, source.Version, cancellationToken)).Weights, cancellationToken),
            _ => null,
        };
    }

    private async Task<ObjectRef> FileAsync(string sha256, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.WeightFile(sha256);
        var found = await store.StatAsync(key, cancellationToken) ?? throw new ObjectIntegrityException($"{key} is not in the store; `medssl train --weights FILE` puts it there");
        return new ObjectRef { Bucket = store.Bucket, Key = key, Sha256 = sha256, Bytes = found.Bytes, MediaType = MediaType };
    }

    private async Task<ModelVersionRecord> ModelAsync(string model, int? version, CancellationToken cancellationToken) =>
        (version is { } number && Names.Violation(model) is null ? await store.ReadJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersion(model, number), cancellationToken) : null)
        ?? throw new ObjectIntegrityException($"no {(version is null ? "version" : $"version {version}")} of the model '{model}' is registered; `medssl models` lists what there is");
}
