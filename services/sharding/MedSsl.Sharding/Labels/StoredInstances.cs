using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Labels;

/// <summary>What of a dataset is stored, as far as a submission of labels asks: instances, series, and the size of their images.</summary>
internal sealed class StoredInstances
{
    private static readonly DicomLimits Limits = new();

    private readonly IObjectStore store;
    private readonly string dataset;
    private readonly Dictionary<string, (string Series, string Key)> instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageSize?> sizes = new(StringComparer.Ordinal);

    private StoredInstances(IObjectStore store, string dataset) => (this.store, this.dataset) = (store, dataset);

    /// <summary>Looks for all that is asked: series by series where the series is told, through all instances of the dataset where it is not.</summary>
    public static async Task<StoredInstances> FindAsync(IObjectStore store, string dataset, IReadOnlyCollection<Annotation> asked, CancellationToken cancellationToken)
    {
        var found = new StoredInstances(store, dataset);
        foreach (var one in asked.Where(annotation => annotation.SeriesUid is not null).GroupBy(annotation => annotation.SeriesUid!, StringComparer.Ordinal))
        {
            await found.AddSeriesAsync(one.Key, one.Select(annotation => annotation.SopInstanceUid).OfType<string>(), cancellationToken);
        }

        var unknown = asked.Where(annotation => annotation is { SopInstanceUid: not null, SeriesUid: null }).Select(annotation => annotation.SopInstanceUid!).ToHashSet(StringComparer.Ordinal);
        unknown.ExceptWith(found.instances.Keys);
        await found.AddFromAllAsync(unknown, cancellationToken);
        return found;
    }

    /// <summary>Whether the instance or series is stored, and the instance in the series where one is told.</summary>
    public bool Has(Annotation annotation) => annotation.SopInstanceUid is { } uid
        ? instances.TryGetValue(uid, out var found) && (annotation.SeriesUid is null || annotation.SeriesUid == found.Series)
        : series.ContainsKey(annotation.SeriesUid!);

    /// <summary>The size of the image that an annotation is about, its planes one below the other; null when it cannot be read.</summary>
    public async Task<ImageSize?> SizeAsync(Annotation annotation, CancellationToken cancellationToken)
    {
        if (annotation.SopInstanceUid is { } uid)
        {
            return await SizeOfAsync(instances[uid].Key, cancellationToken);
        }

        // The images of a series that is a volume are of one size: the first one speaks for all.
        var files = series[annotation.SeriesUid!];
        return await SizeOfAsync(files[0], cancellationToken) is { } first ? first with { Frames = first.Frames * files.Count } : null;
    }

    private async Task AddSeriesAsync(string uid, IEnumerable<string> asked, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await store.ReadJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifest(dataset, uid), cancellationToken) is { } manifest)
        {
            Add(manifest, files);
        }

        if (files.Count == 0 || !asked.All(files.ContainsKey))
        {
            // Not complete yet, or some came late.
            await foreach (var file in store.ListAsync(ObjectKeys.RawSeriesPrefix(dataset, uid), cancellationToken))
            {
                files[Path.GetFileNameWithoutExtension(file.Key)] = file.Key;
            }
        }

        foreach (var (instance, key) in files)
        {
            instances[instance] = (uid, key);
        }

        if (files.Count > 0)
        {
            series[uid] = [.. files.Values];
        }
    }

    private async Task AddFromAllAsync(HashSet<string> unknown, CancellationToken cancellationToken)
    {
        if (unknown.Count == 0)
        {
            return;
        }

        var hasOwn = false;
        await foreach (var file in store.ListAsync(ObjectKeys.RawPrefix(dataset), cancellationToken))
        {
            hasOwn = true;
            if (file.Key.Split('/') is [_, _, var uid, var name] && Path.GetFileNameWithoutExtension(name) is var instance && unknown.Contains(instance))
            {
                instances[instance] = (uid, file.Key);
            }
        }

        // A dataset that was renormalized points at the instances of the one that it came from.
        var manifests = hasOwn ? AsyncEnumerable.Empty<SeriesManifest>() : store.ListJsonAsync<SeriesManifest>($"{ObjectKeys.SeriesManifestPrefix}{dataset}/", cancellationToken);
        await foreach (var manifest in manifests)
        {
            foreach (var instance in manifest.Instances.Where(instance => unknown.Contains(instance.SopInstanceUid)))
            {
                instances[instance.SopInstanceUid] = (manifest.SeriesUid, instance.File.Key);
            }
        }
    }

    private static void Add(SeriesManifest manifest, Dictionary<string, string> files)
    {
        foreach (var instance in manifest.Instances)
        {
            files[instance.SopInstanceUid] = instance.File.Key;
        }
    }

    private async Task<ImageSize?> SizeOfAsync(string key, CancellationToken cancellationToken)
    {
        if (!sizes.TryGetValue(key, out var size))
        {
            var isRead = DicomFile.TryParse(await store.ReadAllAsync(key, cancellationToken) ?? [], Limits, out var dicom, out _);
            size = isRead && dicom!.GetInt32(DicomTags.Columns) is { } columns && dicom.GetInt32(DicomTags.Rows) is { } rows
                ? new ImageSize(columns, rows, Math.Max(1, dicom.GetInt32(DicomTags.NumberOfFrames) ?? 1))
                : null;
            sizes[key] = size;
        }

        return size;
    }
}
