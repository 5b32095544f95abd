using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

/// <summary>Reading dataset versions from the object store.</summary>
internal static class Datasets
{
    public static Task<DatasetManifest?> FindAsync(IObjectStore store, string dataset, int? version, CancellationToken cancellationToken) =>
        version is { } wanted ? store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, wanted), cancellationToken) : store.FindNewestVersionAsync(dataset, cancellationToken);

    public static async Task<DatasetManifest?> FindVersionWithImportAsync(IObjectStore store, string dataset, string importId, CancellationToken cancellationToken) =>
        await FindAsync(store, dataset, null, cancellationToken) is { } manifest && manifest.CompletedImports.Contains(importId) ? manifest : null;

    public static async Task<List<string>> NamesAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(ObjectKeys.DatasetPrefix, cancellationToken))
        {
            if (found.Key.Split('/') is [_, var dataset, "versions", _])
            {
                names.Add(dataset);
            }
        }

        return [.. names];
    }
}
