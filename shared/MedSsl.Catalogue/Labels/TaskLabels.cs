using System.Globalization;
using MedSsl.Contracts.Ingestion;
using MedSsl.Shards;

namespace MedSsl.Catalogue.Labels;

/// <summary>
/// The labels of one task, by image: classes, or those of one finding of it (<c>task/finding</c>). Where submissions disagree the dataset's rule chose one,
/// and the number of such images is kept, because a reader of the figures should know it.
/// </summary>
public sealed class TaskLabels
{
    private TaskLabels(IReadOnlyDictionary<string, LabelRow> labels, int conflicts, IReadOnlyList<string> sources) =>
        (Labels, Conflicts, Sources) = (labels, conflicts, sources);

    /// <summary>SOP Instance UID, or that with a frame → label.</summary>
    public IReadOnlyDictionary<string, LabelRow> Labels { get; }

    /// <summary>Instances and frames with more than one value.</summary>
    public int Conflicts { get; }

    /// <summary>Who made the labels, without repetition.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The name of a task and of the finding in it; no finding where the classes of the task are meant.</summary>
    public static (string Task, string? Finding) Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('/') is [var task, var finding] ? (task, finding) : (name, null);
    }

    /// <summary>The labels of images among all statements of a task. A finding that is missing is no label, and what is said of a series says nothing about each of its images.</summary>
    public static TaskLabels Of(IEnumerable<LabelRow> rows, string? finding)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var spoken = rows.Where(row => row.SopInstanceUid is not null && row.Finding == finding && IsLabel(row)).ToList();
        return new TaskLabels(
            spoken.Where(row => row.Chosen).ToDictionary(KeyOf, StringComparer.Ordinal),
            spoken.GroupBy(KeyOf).Count(image => image.Select(row => row.Value).Distinct(StringComparer.Ordinal).Count() > 1),
            [.. spoken.Select(row => row.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The same from submissions: for dataset versions from before there were tables of labels.</summary>
    public static TaskLabels Of(IEnumerable<LabelsSubmitted> submissions, string? finding = null) => Of(LabelChoice.Resolve(submissions.SelectMany(LabelRows.Of)), finding);

    /// <summary>What <see cref="Labels"/> has of an image: that of its frame before that of its instance; null when there is none.</summary>
    public string? KeyOf(SampleMetadata sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var frame = KeyOf(sample.SopInstanceUid, sample.Frame);
        return Labels.ContainsKey(frame) ? frame : Labels.ContainsKey(sample.SopInstanceUid) ? sample.SopInstanceUid : null;
    }

    private static bool IsLabel(LabelRow row) => row.Kind == AnnotationKinds.Class || (row.Kind == AnnotationKinds.Finding && row.Value != FindingValues.Missing);

    private static string KeyOf(LabelRow row) => KeyOf(row.SopInstanceUid!, row.Frame);

    private static string KeyOf(string uid, int? frame) => frame is null ? uid : string.Create(CultureInfo.InvariantCulture, $"{uid} frame {frame}");
}
