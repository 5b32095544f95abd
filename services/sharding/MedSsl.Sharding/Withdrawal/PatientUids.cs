using MedSsl.Contracts.Documents;
using MedSsl.Shards;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Everything that names a patient in keys and records: grows while the store is searched.</summary>
internal sealed class PatientUids
{
    private const string JsonExtension = ".json";

    public PatientUids(IEnumerable<string> pseudonyms, IEnumerable<PatientFindings> before)
    {
        Pseudonyms = pseudonyms.ToHashSet(StringComparer.Ordinal);
        foreach (var found in before)
        {
            Studies.UnionWith(found.Studies);
            Series.UnionWith(found.Series);
            Instances.UnionWith(found.Instances);
        }
    }

    public IReadOnlySet<string> Pseudonyms { get; }

    public SortedSet<string> Studies { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Series { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Instances { get; } = new(StringComparer.Ordinal);

    public void Add(SeriesManifest manifest)
    {
        Studies.Add(manifest.StudyUid);
        Series.Add(manifest.SeriesUid);
        Instances.UnionWith(manifest.Instances.Select(instance => instance.SopInstanceUid));
    }

    public void Add(SampleMetadata sample)
    {
        Studies.Add(sample.StudyUid);
        Series.Add(sample.SeriesUid);
        if (sample.Depth is null)
        {
            Instances.Add(sample.SopInstanceUid);
        }
    }

    /// <summary>Whether a part of a key is the patient, a study or a series.</summary>
    public bool IsNamedBy(string key) =>
        key.Split('/').Select(part => part.EndsWith(JsonExtension, StringComparison.Ordinal) ? part[..^JsonExtension.Length] : part)
            .Any(part => Pseudonyms.Contains(part) || Studies.Contains(part) || Series.Contains(part));
}
