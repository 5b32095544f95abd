using System.Text.Json;
using MedSsl.Contracts;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Shards;

/// <summary>
/// The images of a dataset version as models see them. What was stored normalized is read; what was stored as prepared is normalized here, to the
/// reference energies that the version names, so that another reference rewrites no image (docs/reference-energies.md, "Modes").
/// </summary>
public sealed class NormalizedImages : IDisposable
{
    private readonly DatasetImages images;
    private readonly Dictionary<string, ReferenceEnergies> references;

    private NormalizedImages(DatasetImages images, Dictionary<string, ReferenceEnergies> references) => (this.images, this.references) = (images, references);

    /// <summary>The samples, sorted by modality and then by key.</summary>
    public IReadOnlyList<SampleMetadata> Samples => images.Samples;

    /// <summary>Fetches shards and references that <paramref name="cacheFolder"/> does not hold yet and opens the dataset.</summary>
    /// <exception cref="InvalidDataException">
    /// An object has another digest than its reference, the manifests contradict each other, or an image is to be normalized and its reference is not named.
    /// </exception>
    public static async Task<NormalizedImages> OpenAsync(DatasetManifest dataset, IShardSource source, string cacheFolder, SampleSelection selection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var images = await DatasetImages.OpenAsync(dataset, source, cacheFolder, selection, ct).ConfigureAwait(false);
        try
        {
            var cache = new ShardCache(source, cacheFolder);
            var references = new Dictionary<string, ReferenceEnergies>(StringComparer.Ordinal);
            foreach (var (group, reference) in dataset.References ?? new Dictionary<string, ObjectRef>())
            {
                references[group] = Parse(reference, await File.ReadAllBytesAsync(await cache.FetchAsync(reference, ".json", ct).ConfigureAwait(false), ct).ConfigureAwait(false));
            }

            if (images.Samples.FirstOrDefault(sample => sample.NormalizationPasses is not null && !references.ContainsKey(GroupOf(sample))) is { } homeless)
            {
                throw new InvalidDataException(
                    $"Sample {homeless.Key} is to be normalized when it is read, but version {dataset.Version} of dataset {dataset.Dataset} names no reference energies of group '{GroupOf(homeless)}'.");
            }

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
    public GrayImage Read(int index)
    {
        var metadata = Samples[index];
        var image = new StoredValues(metadata.ValueScale, metadata.ValueOffset).Restore(images.Read(index));
        if (metadata.NormalizationPasses is not { } passes)
        {
            return image;
        }

        var normalized = EnergyNormalization.NormalizeMeasured(image, references[GroupOf(metadata)], metadata.Energies, passes).Image;
        StoredValues.Normalized.Clip(normalized.Pixels);
        return normalized;
    }

    /// <summary>The reference energies of an image; null where its dataset names none.</summary>
    public ReferenceEnergies? ReferenceOf(int index) => references.GetValueOrDefault(GroupOf(Samples[index]));

    /// <summary>Closes the files; the cache stays.</summary>
    public void Dispose() => images.Dispose();

    private static string GroupOf(SampleMetadata sample) => sample.ReferenceGroup ?? sample.Modality;

    private static ReferenceEnergies Parse(ObjectRef reference, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<ReferenceEnergies>(json, ShardJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The reference energies {reference.Key} cannot be read: {e.Message}", e);
        }
    }
}
