using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing;

/// <summary>The sample keys of a dataset version, and how many samples of each series it has.</summary>
internal sealed class SealedContent
{
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> samplesOfSeries = new(StringComparer.Ordinal);

    public void Add(ShardManifest manifest)
    {
        foreach (var sample in manifest.Samples)
        {
            Add(sample.Metadata);
        }
    }

    /// <summary>Adds a sample; false when it is there already.</summary>
    public bool Add(SampleMetadata sample)
    {
        if (!keys.Add(sample.Key))
        {
            return false;
        }

        samplesOfSeries[sample.SeriesUid] = samplesOfSeries.GetValueOrDefault(sample.SeriesUid) + 1;
        return true;
    }

    public bool Contains(SampleMetadata sample) => keys.Contains(sample.Key);

    public int SamplesOf(string seriesUid) => samplesOfSeries.GetValueOrDefault(seriesUid);
}
