using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

/// <summary>A sample as a training reads it, by shard and key.</summary>
/// <param name="Metadata">What it is.</param>
/// <param name="Image">Its values; without reference energies and as they are stored where no dataset was named.</param>
/// <param name="Shard">Where it was found.</param>
internal sealed record SampleSearch(SampleMetadata Metadata, TrainingImage Image, string Shard)
{
    private const int Nearest = 5;
    private const string FileExtension = ".tar";

    /// <exception cref="CommandFailedException">There is no such shard or sample; the message names those that come nearest.</exception>
    public static async Task<SampleSearch> FindAsync(ParseResult parsed, string? shard, string key, string? dataset, int? version, CancellationToken cancellationToken)
    {
        if (shard is null && dataset is null)
        {
            throw new UsageException("--shard or --dataset: expected one of them, to say where the sample is");
        }

        var isFile = shard is not null && (File.Exists(shard) || shard.EndsWith(FileExtension, StringComparison.Ordinal));
        var store = isFile && dataset is null ? null : await StoreSession.OpenAsync(parsed, cancellationToken);
        var manifest = dataset is null ? null : await Datasets.FindAsync(store!, Require.Name("--dataset", dataset), version, cancellationToken)
            ?? throw new CommandFailedException($"there is no dataset {dataset}{(version is null ? "" : $" of version {version}")}; `medssl datasets` lists what there is");
        var references = manifest is null ? null : await ReferenceSet.LoadAsync(manifest, StoreSession.CacheOf(parsed, store!), cancellationToken);
        var (metadata, stored, place) = isFile ? OfFile(shard!, key) : await OfStoreAsync(store!, manifest, shard ?? "", key, cancellationToken);
        var image = references?.Restore(metadata, stored.Pixels) ?? new StoredValues(metadata.ValueScale, metadata.ValueOffset).Restore(stored);
        return new SampleSearch(metadata, new TrainingImage(metadata.Key, image, references?.Of(metadata)), place);
    }

    private static (SampleMetadata Metadata, SampleImage Image, string Shard) OfFile(string file, string key)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var keys = new List<string>();
            foreach (var sample in ShardReader.Read(stream).Where(sample => SampleSelection.Images.Holds(sample.Metadata)))
            {
                if (sample.Metadata.Key.StartsWith(key, StringComparison.Ordinal))
                {
                    return (sample.Metadata, SampleCodec.Decode(sample.Payload.Span), file);
                }

                keys.Add(sample.Metadata.Key);
            }

            throw Unknown(key, keys, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailedException($"--shard {file} cannot be read: {exception.Message}");
        }
    }

    private static async Task<(SampleMetadata Metadata, SampleImage Image, string Shard)> OfStoreAsync(IObjectStore store, DatasetManifest? dataset, string shard, string key, CancellationToken cancellationToken)
    {
        var ids = dataset?.Shards.Select(listed => listed.ShardId).ToList() ?? await StoredAsync(store, cancellationToken);
        var found = ids.Where(id => id.StartsWith(shard, StringComparison.Ordinal)).ToList();
        if (found.Count == 0)
        {
            var where = dataset is null ? "in the store" : $"in version {dataset.Version} of dataset {dataset.Dataset}";
            throw new CommandFailedException($"--shard {shard}: there is no such file, and no such shard {where}{Those(shard, ids)}");
        }

        var keys = new List<string>();
        foreach (var id in found)
        {
            var content = await store.ReadJsonAsync<ShardManifest>(ObjectKeys.ShardManifest(id), cancellationToken) ?? throw new CommandFailedException($"{ObjectKeys.ShardManifest(id)} is not in the store");
            foreach (var sample in content.Samples.Where(sample => SampleSelection.Images.Holds(sample.Metadata)))
            {
                if (sample.Metadata.Key.StartsWith(key, StringComparison.Ordinal))
                {
                    var payload = await store.ReadRangeAsync(content.Shard.Key, sample.Offset, sample.Length, cancellationToken) ?? throw new CommandFailedException($"{content.Shard.Key} is not in the store");
                    return (sample.Metadata, SampleCodec.Decode(payload), $"shard {id}");
                }

                keys.Add(sample.Metadata.Key);
            }
        }

        throw Unknown(key, keys, found.Count == 1 ? $"shard {found[0]}" : $"{found.Count} shards");
    }

    private static async Task<List<string>> StoredAsync(IObjectStore store, CancellationToken cancellationToken) =>
        await store.ListAsync(ObjectKeys.ShardPrefix, cancellationToken).Select(found => found.Key[ObjectKeys.ShardPrefix.Length..])
            .Where(name => name.EndsWith(FileExtension, StringComparison.Ordinal)).Select(name => name[..^FileExtension.Length]).ToListAsync(cancellationToken);

    private static CommandFailedException Unknown(string key, List<string> keys, string where) =>
        new(keys.Count == 0 ? $"{where}: there are no images in it" : $"--sample {key}: no image of {where} begins so{Those(key, keys)}");

    // Those that begin alike for longest first.
    private static string Those(string wanted, List<string> names) => names.Count == 0
        ? ""
        : $"; {(names.Count > Nearest ? "the nearest are" : "there are")} {string.Join(", ", names.OrderByDescending(name => wanted.AsSpan().CommonPrefixLength(name)).ThenBy(name => name, StringComparer.Ordinal).Take(Nearest))}";
}
