using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Shards;

/// <summary>The images of a dataset version as models see them, by index: for readers that go through all of a small dataset, such as a benchmark.</summary>
public sealed class NormalizedImages : IDisposable
{
    private readonly DatasetImages images;
    private readonly ReferenceSet references;

    private NormalizedImages(DatasetImages images, ReferenceSet references) => (this.images, this.references) = (images, references);

    /// <summary>The samples, sorted by modality and then by key.</summary>
    public IReadOnlyList<SampleMetadata> Samples => images.Samples;

    /// <summary>Fetches shards and references that <paramref name="cache"/> does not hold yet and opens the dataset.</summary>
    /// <exception cref="InvalidDataException">
    /// An object has another digest than its reference, the manifests contradict each other, or an image is to be normalized and its reference is not named.
    /// </exception>
    public static async Task<NormalizedImages> OpenAsync(DatasetManifest dataset, ShardCache cache, SampleSelection selection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var images = await DatasetImages.OpenAsync(dataset, cache, selection, ct).ConfigureAwait(false);
        try
        {
            var references = await ReferenceSet.LoadAsync(dataset, cache, ct).ConfigureAwait(false);
            references.ThrowUnlessComplete(images.Samples);
            return new NormalizedImages(images, references);
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    /// <summary>Reads one image. Thread-safe; the same index always gives the same values.</summary>
    /// <exception cref="InvalidDataException">The image is damaged, or not the one the index promises.</exception>
    public GrayImage Read(int index) => references.Restore(Samples[index], images.Read(index).Pixels);

    /// <summary>The reference energies of an image; null where its dataset names none.</summary>
    public ReferenceEnergies? ReferenceOf(int index) => references.Of(Samples[index]);

    /// <summary>Closes the files; the cache stays.</summary>
    public void Dispose() => images.Dispose();
}
