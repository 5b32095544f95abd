using MedSsl.Contracts;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Training.Runs;

/// <summary>The images of a dataset version as the trainer sees them: by modality, decoded on demand from shards on the local disk.</summary>
internal sealed class ShardImages : ITrainingImages
{
    private readonly NormalizedImages images;
    private readonly Dictionary<string, int[]> indices;

    private ShardImages(NormalizedImages images)
    {
        this.images = images;
        indices = images.Samples.Index()
            .GroupBy(sample => sample.Item.Modality, sample => sample.Index, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        Modalities = [.. indices.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Modalities { get; }

    public static async Task<ShardImages> OpenAsync(IObjectStore store, DatasetManifest manifest, string cacheFolder, bool skipNearDuplicates, CancellationToken cancellationToken)
    {
        var selection = skipNearDuplicates ? SampleSelection.DistinctImages : SampleSelection.Images;
        return new ShardImages(await NormalizedImages.OpenAsync(manifest, new StoredShards(store), cacheFolder, selection, cancellationToken));
    }

    public int Count(string modality) => indices[modality].Length;

    public TrainingImage Read(string modality, int index)
    {
        var position = indices[modality][index];
        return new TrainingImage(images.Read(position), images.ReferenceOf(position));
    }

    private sealed class StoredShards(IObjectStore store) : IShardSource
    {
        public Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct) => store.OpenVerifiedAsync(reference, ct);
    }
}
