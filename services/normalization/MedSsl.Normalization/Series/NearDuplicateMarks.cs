using MedSsl.Imaging.Similarity;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>Marks the samples of a series that repeat another one of it. Nothing is taken away: readers choose.</summary>
internal static class NearDuplicateMarks
{
    /// <summary>The same samples in the same order, marked as their order in the series has it, whatever order they came in.</summary>
    public static List<EncodedSample> Apply(IReadOnlyList<EncodedSample> samples, IReadOnlyList<Thumbnail> thumbnails, NearDuplicateSettings settings)
    {
        var order = Enumerable.Range(0, samples.Count)
            .OrderBy(i => samples[i].Metadata.InstanceNumber)
            .ThenBy(i => samples[i].Metadata.SopInstanceUid, StringComparer.Ordinal)
            .ThenBy(i => samples[i].Metadata.Frame)
            .ToArray();
        var found = NearDuplicates.Find([.. order.Select(i => thumbnails[i])], settings);
        var marked = samples.ToList();
        foreach (var (place, repeats) in found.Index())
        {
            if (repeats is { } kept)
            {
                var sample = samples[order[place]];
                marked[order[place]] = sample with { Metadata = sample.Metadata with { NearDuplicateOf = samples[order[kept]].Metadata.Key } };
            }
        }

        return marked;
    }
}
