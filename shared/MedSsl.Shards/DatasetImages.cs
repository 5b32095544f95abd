using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Shards;

/// <summary>
/// The images of a dataset, or its volumes, by index. Shards are fetched whole and verified when it opens; after that an image is one read at a known offset of a
/// local file, from any thread. It holds a file open per shard. The order of the samples depends on the manifest's content only.
/// </summary>
public sealed class DatasetImages : IDisposable
{
    // Enough to hide the latency of a store; more would only share its bandwidth.
    private const int ConcurrentFetches = 4;

    private readonly SafeFileHandle[] files;
    private readonly (int File, long Offset, int Length)[] places;

    private DatasetImages(SafeFileHandle[] files, IEnumerable<(int File, ShardSample Sample)> samples)
    {
        this.files = files;
        var sorted = samples
            .OrderBy(entry => entry.Sample.Metadata.Modality, StringComparer.Ordinal)
            .ThenBy(entry => entry.Sample.Metadata.Key, StringComparer.Ordinal)
            .ToList();
        places = [.. sorted.Select(entry => (entry.File, entry.Sample.Offset, entry.Sample.Length))];
        Samples = [.. sorted.Select(entry => entry.Sample.Metadata)];
    }

    /// <summary>The samples, sorted by modality and then by key.</summary>
    public IReadOnlyList<SampleMetadata> Samples { get; }

    /// <summary>Fetches what <paramref name="cacheFolder"/> does not hold yet and opens the dataset. Several processes may share the folder.</summary>
    /// <exception cref="InvalidDataException">An object has another digest than its reference, or the manifests contradict each other.</exception>
    public static Task<DatasetImages> OpenAsync(DatasetManifest dataset, IShardSource source, string cacheFolder, CancellationToken ct) =>
        OpenAsync(dataset, source, cacheFolder, SampleSelection.Images, ct);

    /// <summary>The same for a selection of the samples. A volume is read as one image, its planes one below the other.</summary>
    /// <exception cref="InvalidDataException">An object has another digest than its reference, or the manifests contradict each other.</exception>
    public static async Task<DatasetImages> OpenAsync(DatasetManifest dataset, IShardSource source, string cacheFolder, SampleSelection selection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(cacheFolder);
        var cache = new ShardCache(source, cacheFolder);
        var files = new SafeFileHandle[dataset.Shards.Count];
        var manifests = new ShardManifest[dataset.Shards.Count];
        try
        {
            await Parallel.ForAsync(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentFetches, CancellationToken = ct }, async (i, token) =>
            {
                var shard = dataset.Shards[i];
                manifests[i] = Parse(shard, await File.ReadAllBytesAsync(await cache.FetchAsync(shard.Manifest, ".json", token).ConfigureAwait(false), token).ConfigureAwait(false));
                files[i] = File.OpenHandle(await cache.FetchAsync(shard.Shard, ".tar", token).ConfigureAwait(false), options: FileOptions.RandomAccess);
            }).ConfigureAwait(false);
            var images = new DatasetImages(files, manifests.SelectMany((manifest, i) => manifest.Samples.Where(sample => Selects(selection, sample.Metadata)).Select(sample => (i, sample))));
            images.CheckEachKeyOnce();
            return images;
        }
        catch
        {
            Close(files);
            throw;
        }
    }

    /// <summary>Reads and decodes one image. Thread-safe.</summary>
    /// <exception cref="InvalidDataException">The image is damaged, or not the one the index promises.</exception>
    public SampleImage Read(int index)
    {
        var (file, offset, length) = places[index];
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = 0;
            while (read < length && RandomAccess.Read(files[file], buffer.AsSpan(read, length - read), offset + read) is > 0 and var more)
            {
                read += more;
            }

            var image = SampleCodec.Decode(buffer.AsSpan(0, read));
            var metadata = Samples[index];
            return (image.Width, image.Height) == (metadata.Width, metadata.Height)
                ? image
                : throw new InvalidDataException($"Sample {metadata.Key} is {image.Width} x {image.Height}, but its metadata says {metadata.Width} x {metadata.Height}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Closes the files; the cache stays.</summary>
    public void Dispose() => Close(files);

    private static bool Selects(SampleSelection selection, SampleMetadata sample) => selection switch
    {
        SampleSelection.Volumes => sample.Depth is not null,
        SampleSelection.DistinctImages => sample.Depth is null && sample.NearDuplicateOf is null,
        _ => sample.Depth is null,
    };

    private static void Close(SafeFileHandle?[] files) => Array.ForEach(files, file => file?.Dispose());

    private static ShardManifest Parse(DatasetShard shard, byte[] json)
    {
        ShardManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ShardManifest>(json, ShardJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of shard {shard.ShardId} cannot be read: {e.Message}", e);
        }

        return Problem(shard, manifest) is { } problem
            ? throw new InvalidDataException($"The manifest of shard {shard.ShardId} {problem}")
            : manifest;
    }

    private static string? Problem(DatasetShard shard, ShardManifest manifest)
    {
        if (manifest.FormatVersion != ShardManifest.CurrentFormat)
        {
            return $"has format '{manifest.FormatVersion}'; this reader knows '{ShardManifest.CurrentFormat}'.";
        }

        if (manifest.Id != shard.ShardId || manifest.Shard.Sha256 != shard.Shard.Sha256 || manifest.Samples.Count != shard.SampleCount)
        {
            return $"describes shard {manifest.Id} with {manifest.Samples.Count} samples and SHA-256 {manifest.Shard.Sha256}; " +
                $"the dataset lists {shard.SampleCount} samples and SHA-256 {shard.Shard.Sha256}.";
        }

        var outside = manifest.Samples.FirstOrDefault(sample =>
            sample.Offset < 0 || sample.Length is <= 0 or > ShardFormat.MaxImageBytes || sample.Offset > shard.Shard.Bytes - sample.Length);
        return outside is null ? null : $"places sample {outside.Metadata.Key} at {outside.Offset} + {outside.Length}, outside its {shard.Shard.Bytes} bytes.";
    }

    private void CheckEachKeyOnce()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (Samples.FirstOrDefault(sample => !keys.Add(sample.Key)) is { } twice)
        {
            throw new InvalidDataException($"Sample {twice.Key} is listed twice in the dataset: it would be seen twice in every epoch.");
        }
    }
}
