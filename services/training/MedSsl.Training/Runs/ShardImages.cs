using System.Collections.Concurrent;
using MedSsl.Contracts;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Training.Runs;

/// <summary>The images of a dataset version as the trainer sees them: by modality, decoded on demand from shards on the local disk.</summary>
internal sealed class ShardImages : ITrainingImages
{
    private readonly DatasetImages images;
    private readonly Dictionary<string, int[]> indices;
    private readonly ConcurrentDictionary<string, ReferenceEnergies> references;

    private ShardImages(DatasetImages images, ConcurrentDictionary<string, ReferenceEnergies> references)
    {
        this.images = images;
        this.references = references;
        indices = images.Samples.Index()
            .GroupBy(sample => sample.Item.Modality, sample => sample.Index, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        Modalities = [.. indices.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Modalities { get; }

    public static async Task<ShardImages> OpenAsync(IObjectStore store, DatasetManifest manifest, string cacheFolder, bool skipNearDuplicates, CancellationToken cancellationToken)
    {
        var selection = skipNearDuplicates ? SampleSelection.DistinctImages : SampleSelection.Images;
        var images = await DatasetImages.OpenAsync(manifest, new StoredShards(store), cacheFolder, selection, cancellationToken);
        var references = new ConcurrentDictionary<string, ReferenceEnergies>(StringComparer.Ordinal);
        foreach (var (modality, version) in images.Samples.Select(sample => (sample.Modality, sample.ReferenceVersion)).Distinct())
        {
            if (await store.ReadJsonAsync<ReferenceEnergies>(ObjectKeys.Reference(modality, version), cancellationToken) is { } reference)
            {
                references[modality] = reference;
            }
        }

        return new ShardImages(images, references);
    }

    public int Count(string modality) => indices[modality].Length;

    public TrainingImage Read(string modality, int index)
    {
        var position = indices[modality][index];
        var metadata = images.Samples[position];
        var stored = images.Read(position);
        var pixels = Array.ConvertAll(stored.Pixels, value => (float)((value * metadata.ValueScale) + metadata.ValueOffset));
        return new TrainingImage(new GrayImage(stored.Width, stored.Height, pixels));
    }

    public ReferenceEnergies? Reference(string modality) => references.GetValueOrDefault(modality);

    private sealed class StoredShards(IObjectStore store) : IShardSource
    {
        public Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct) => store.OpenVerifiedAsync(reference, ct);
    }
}
