using MedSsl.Shards.Loading;

namespace MedSsl.Shards;

/// <summary>
/// The images of a dataset, or its volumes, by index. Shards are fetched whole when it opens; after that an image is one read at a known offset of a
/// local file, verified, from any thread. It holds a file open per shard. The order of the samples depends on the manifest's content only.
/// </summary>
public sealed class DatasetImages : IDisposable
{
    // Enough to hide the latency of a store; more would only share its bandwidth.
    private const int ConcurrentFetches = 4;

    private readonly OpenShard?[] shards;
    private readonly (int Shard, ShardSample Sample)[] places;

    private DatasetImages(OpenShard?[] shards, IEnumerable<(int Shard, ShardSample Sample)> samples)
    {
        this.shards = shards;
        places =
        [
            .. samples.OrderBy(place => place.Sample.Metadata.Modality, StringComparer.Ordinal).ThenBy(place => place.Sample.Metadata.Key, StringComparer.Ordinal),
        ];
        Samples = [.. places.Select(place => place.Sample.Metadata)];
    }

    /// <summary>The samples, sorted by modality and then by key.</summary>
    public IReadOnlyList<SampleMetadata> Samples { get; }

    /// <summary>Fetches what <paramref name="cache"/> does not hold yet and opens the dataset.</summary>
    /// <exception cref="InvalidDataException">An object has another digest than its reference, or the manifests contradict each other.</exception>
    public static Task<DatasetImages> OpenAsync(DatasetManifest dataset, ShardCache cache, CancellationToken ct) =>
        OpenAsync(dataset, cache, SampleSelection.Images, ct);

    /// <summary>The same for a selection of the samples. A volume is read as one image, its planes one below the other.</summary>
    /// <exception cref="InvalidDataException">An object has another digest than its reference, or the manifests contradict each other.</exception>
    public static async Task<DatasetImages> OpenAsync(DatasetManifest dataset, ShardCache cache, SampleSelection selection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(cache);
        var shards = new OpenShard?[dataset.Shards.Count];
        var fetches = new SemaphoreSlim(ConcurrentFetches);
        try
        {
            await Parallel.ForAsync(0, shards.Length, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentFetches, CancellationToken = ct }, async (i, token) =>
            {
                var opened = shards[i] = await OpenShard.OpenAsync(dataset.Shards[i], cache, fetches, token).ConfigureAwait(false);
                await opened.FetchedAsync(token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            var images = new DatasetImages(shards, shards.SelectMany((shard, i) => shard!.Selected(selection).OfType<ShardSample>().Select(sample => (i, sample))));
            images.CheckEachKeyOnce();
            return images;
        }
        catch
        {
            Close(shards);
            throw;
        }
    }

    /// <summary>Reads and decodes one image. Thread-safe.</summary>
    /// <exception cref="InvalidDataException">The image is damaged, or not the one the index promises.</exception>
    public SampleImage Read(int index)
    {
        var (shard, sample) = places[index];
        var pixels = GC.AllocateUninitializedArray<ushort>(sample.Metadata.Width * sample.Metadata.Height);
        shards[shard]!.Read(sample, pixels);
        return new SampleImage(sample.Metadata.Width, sample.Metadata.Height, pixels);
    }

    /// <summary>Closes the files; the cache stays.</summary>
    public void Dispose() => Close(shards);

    private static void Close(OpenShard?[] shards) => Array.ForEach(shards, shard => shard?.Dispose());

    private void CheckEachKeyOnce()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (Samples.FirstOrDefault(sample => !keys.Add(sample.Key)) is { } twice)
        {
            throw new InvalidDataException($"Sample {twice.Key} is listed twice in the dataset: it would be seen twice in every epoch.");
        }
    }
}
