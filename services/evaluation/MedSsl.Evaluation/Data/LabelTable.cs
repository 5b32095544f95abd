using MedSsl.Contracts.Ingestion;

namespace MedSsl.Evaluation.Data;

/// <summary>
/// The labels of one task, by instance. Where submissions disagree the newest is believed (of equally new ones the one with the larger id),
/// and the number of such instances is kept, because a reader of the figures should know it.
/// </summary>
internal sealed class LabelTable
{
    private LabelTable(IReadOnlyDictionary<string, InstanceLabel> labels, int conflicts, IReadOnlyList<string> sources) =>
        (Labels, Conflicts, Sources) = (labels, conflicts, sources);

    /// <summary>SOP Instance UID → label, its value trimmed.</summary>
    public IReadOnlyDictionary<string, InstanceLabel> Labels { get; }

    /// <summary>Instances with more than one value.</summary>
    public int Conflicts { get; }

    /// <summary>Who made the labels, without repetition.</summary>
    public IReadOnlyList<string> Sources { get; }

    public static LabelTable Build(IEnumerable<LabelsSubmitted> submissions)
    {
        var labels = new Dictionary<string, InstanceLabel>(StringComparer.Ordinal);
        var disputed = new HashSet<string>(StringComparer.Ordinal);
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var submission in submissions.OrderBy(one => one.SubmittedAt).ThenBy(one => one.SubmissionId, StringComparer.Ordinal))
        {
            sources.Add(submission.Source);
            foreach (var label in submission.Labels)
            {
                var trimmed = label with { Value = label.Value.Trim() };
                if (labels.TryGetValue(label.SopInstanceUid, out var earlier) && earlier.Value != trimmed.Value)
                {
                    disputed.Add(label.SopInstanceUid);
                }

                labels[label.SopInstanceUid] = trimmed;
            }
        }

        return new LabelTable(labels, disputed.Count, [.. sources]);
    }
}
