using System.Globalization;
using MedSsl.ObjectStorage;

namespace MedSsl.Shards;

/// <summary>Versions of a dataset in the object store. Numbers in keys are padded, so the last key is the newest version.</summary>
public static class DatasetVersions
{
    /// <summary>Number of the newest version; null when the dataset has none.</summary>
    public static async Task<int?> FindNewestVersionNumberAsync(this IObjectStore store, string dataset, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        var newest = await store.ListAsync(ObjectKeys.DatasetVersionPrefix(dataset), ct).LastOrDefaultAsync(ct).ConfigureAwait(false);
        return newest is null ? null : int.Parse(Path.GetFileNameWithoutExtension(newest.Key), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>The newest version; null when the dataset has none.</summary>
    public static async Task<DatasetManifest?> FindNewestVersionAsync(this IObjectStore store, string dataset, CancellationToken ct) =>
        await store.FindNewestVersionNumberAsync(dataset, ct).ConfigureAwait(false) is { } newest
            ? await store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset, newest), ct).ConfigureAwait(false)
            : null;
}
