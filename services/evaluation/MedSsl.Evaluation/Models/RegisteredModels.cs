using System.Globalization;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;

namespace MedSsl.Evaluation.Models;

/// <summary>Finds model versions in the registry's part of the store.</summary>
internal sealed class RegisteredModels(IObjectStore store)
{
    /// <summary>
    /// Resolves a number, an alias or null (the newest) to an existing version; null when there is none, with <c>Reason</c> saying why.
    /// </summary>
    public async Task<(int? Version, string? Reason)> ResolveAsync(string model, string? versionOrAlias, CancellationToken cancellationToken)
    {
        var versions = new List<int>();
        await foreach (var found in store.ListAsync(ObjectKeys.ModelVersionPrefix(model), cancellationToken))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(found.Key), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                versions.Add(version);
            }
        }

        if (versions.Count == 0)
        {
            return (null, $"Model: no version of '{model}' is registered. `medssl models` lists what there is.");
        }

        if (versionOrAlias is null)
        {
            return (versions.Max(), null);
        }

        if (int.TryParse(versionOrAlias, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return versions.Contains(number) ? (number, null) : (null, $"ModelVersion: '{model}' has no version {number}; it has {Some(versions)}.");
        }

        return await AliasAsync(model, versionOrAlias, cancellationToken) is { } named && versions.Contains(named)
            ? (named, null)
            : (null, $"ModelVersion: '{versionOrAlias}' is neither a version nor an alias of '{model}'; it has the versions {Some(versions)}.");
    }

    public Task<ModelVersionRecord?> ReadAsync(string model, int version, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersion(model, version), cancellationToken);

    private async Task<int?> AliasAsync(string model, string alias, CancellationToken cancellationToken)
    {
        if (Names.Violation(alias) is not null)
        {
            return null;
        }

        // Ordinal order of zero-padded numbers: the last is the newest.
        var newest = await store.ListAsync($"{ObjectKeys.ModelAliasPrefix(model)}{alias}/", cancellationToken).LastOrDefaultAsync(cancellationToken);
        return newest is null ? null : (await store.ReadJsonAsync<ModelAliasChange>(newest.Key, cancellationToken))?.Version;
    }

    private static string Some(List<int> versions) =>
        versions.Count <= 10 ? string.Join(", ", versions) : $"{string.Join(", ", versions.Take(3))} … {versions[^1]}";
}
