using MedSsl.Catalogue.Labels;
using MedSsl.Evaluation.Results;
using MedSsl.Shards;

namespace MedSsl.Evaluation.Data;

/// <summary>A version of a dataset with the metadata of its samples, shard by shard; no pixels.</summary>
/// <param name="Manifest">The version.</param>
/// <param name="Identity">Its name, version and digest.</param>
/// <param name="Samples">Metadata of the samples of each shard, in the order of the manifest.</param>
internal sealed record DatasetView(DatasetManifest Manifest, MeasuredDataset Identity, IReadOnlyList<IReadOnlyList<SampleMetadata>> Samples)
{
    /// <summary>The labelled images; an instance with several frames gives its label to each that has none of its own. Volumes are left out.</summary>
    public IReadOnlyList<LabelledSample> Join(TaskLabels labels) =>
        [.. Images().Select(sample => (sample, key: labels.KeyOf(sample)))
            .Where(pair => pair.key is not null)
            .Select(pair => new LabelledSample(pair.sample, labels.Labels[pair.key!].Value, labels.Labels[pair.key!].SplitHint))];

    /// <summary>Labels that no image of the version has.</summary>
    public int Unmatched(TaskLabels labels) => labels.Labels.Count - Images().Select(labels.KeyOf).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    /// <summary>The version reduced to the shards that hold one of <paramref name="samples"/>: the others need not be fetched.</summary>
    public DatasetManifest OnlyShardsOf(IEnumerable<LabelledSample> samples)
    {
        var keys = samples.Select(sample => sample.Metadata.Key).ToHashSet(StringComparer.Ordinal);
        return Manifest with { Shards = [.. Manifest.Shards.Where((_, i) => Samples[i].Any(sample => keys.Contains(sample.Key)))] };
    }

    public HashSet<string> Patients() => Samples.SelectMany(shard => shard).Select(sample => sample.PatientId).ToHashSet(StringComparer.Ordinal);

    private IEnumerable<SampleMetadata> Images() => Samples.SelectMany(shard => shard).Where(sample => sample.Depth is null);
}
