using System.Text.Json;
using MedSsl.Contracts;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;

namespace MedSsl.Shards;

/// <summary>
/// The reference energies that a dataset version names, and images as models see them: what was stored normalized is read; what was stored as prepared is
/// normalized here, so that another reference rewrites no image (docs/reference-energies.md, "Modes").
/// </summary>
public sealed class ReferenceSet
{
    private readonly DatasetManifest dataset;
    private readonly Dictionary<string, ReferenceEnergies> references = new(StringComparer.Ordinal);

    private ReferenceSet(DatasetManifest dataset) => this.dataset = dataset;

    /// <summary>Fetches what the cache does not hold yet.</summary>
    /// <exception cref="InvalidDataException">A reference is damaged.</exception>
    public static async Task<ReferenceSet> LoadAsync(DatasetManifest dataset, ShardCache cache, CancellationToken ct)
    {
        var set = new ReferenceSet(dataset);
        foreach (var (group, reference) in dataset.References ?? new Dictionary<string, ObjectRef>())
        {
            set.references[group] = Parse(reference, await cache.ReadAsync(reference, ".json", ct).ConfigureAwait(false));
        }

        return set;
    }

    /// <summary>The reference energies of an image; null where its dataset names none.</summary>
    public ReferenceEnergies? Of(SampleMetadata sample) => references.GetValueOrDefault(GroupOf(sample));

    /// <summary>Looks whether what is to be normalized can be.</summary>
    /// <exception cref="InvalidDataException">An image is to be normalized, and its reference is not named.</exception>
    public void ThrowUnlessComplete(IEnumerable<SampleMetadata> samples)
    {
        if (samples.FirstOrDefault(sample => sample.NormalizationPasses is not null && Of(sample) is null) is { } homeless)
        {
            throw Homeless(homeless);
        }
    }

    /// <summary>The values of a stored image, normalized.</summary>
    /// <exception cref="InvalidDataException">It is to be normalized, and its reference is not named.</exception>
    public GrayImage Restore(SampleMetadata sample, ReadOnlySpan<ushort> stored)
    {
        var image = new StoredValues(sample.ValueScale, sample.ValueOffset).Restore(stored, sample.Width, sample.Height);
        if (sample.NormalizationPasses is not { } passes)
        {
            return image;
        }

        var normalized = EnergyNormalization.NormalizeMeasured(image, Of(sample) ?? throw Homeless(sample), sample.Energies, passes).Image;
        StoredValues.Normalized.Clip(normalized.Pixels);
        return normalized;
    }

    private InvalidDataException Homeless(SampleMetadata sample) => new(
        $"Sample {sample.Key} is to be normalized when it is read, but version {dataset.Version} of dataset {dataset.Dataset} names no reference energies of group '{GroupOf(sample)}'.");

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
