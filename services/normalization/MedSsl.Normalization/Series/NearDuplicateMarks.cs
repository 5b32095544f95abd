using MedSsl.Imaging.Similarity;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>Marks the samples of a series that repeat another one of it. Nothing is taken away: readers choose.</summary>
internal static class NearDuplicateMarks
{
    /// <summary>Marks them as their order in the series has it, whatever order they came in, and answers how many.</summary>
    public static int Apply(SampleSpool spool, IReadOnlyList<Thumbnail> thumbnails, NearDuplicateSettings settings)
    {
        var samples = spool.Samples;
        var order = Enumerable.Range(0, samples.Count)
            .OrderBy(i => samples[i].InstanceNumber)
            .ThenBy(i => samples[i].SopInstanceUid, StringComparer.Ordinal)
            .ThenBy(i => samples[i].Frame)
            .ToArray();
        var marked = 0;
        foreach (var (place, repeats) in NearDuplicates.Find([.. order.Select(i => thumbnails[i])], settings).Index())
        {
            if (repeats is { } kept)
            {
                spool.MarkNearDuplicate(order[place], samples[order[kept]].Key);
                marked++;
            }
        }

        return marked;
    }
}
