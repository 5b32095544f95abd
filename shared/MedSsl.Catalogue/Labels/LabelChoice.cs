using MedSsl.Contracts.Ingestion;

namespace MedSsl.Catalogue.Labels;

/// <summary>Which of several statements about one thing counts. All are kept; the chosen ones are marked.</summary>
public static class LabelChoice
{
    /// <summary>Names the rule of <see cref="Resolve"/> in a dataset version.</summary>
    public const string Rule = "annotator-newest-1";

    private static readonly Dictionary<string, int> Ranks = AnnotatorKinds.ByRank.Index().ToDictionary(kind => kind.Item, kind => kind.Index, StringComparer.Ordinal);

    /// <summary>
    /// All statements in a fixed order, the chosen ones marked. What speaks about the same thing: the same subject and, of a class, the task; of a finding, that
    /// finding; of a mask, its class; of boxes, all boxes there. One submission is chosen for it, with everything that it says there: one that says something
    /// before one that calls a finding <c>missing</c>; then by kind of annotator; then the newest; then the one whose id is larger.
    /// </summary>
    public static IReadOnlyList<LabelRow> Resolve(IEnumerable<LabelRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var resolved = rows.GroupBy(Thing).SelectMany(thing =>
        {
            var chosen = thing.Max(Trust)!.Submission;
            return thing.Select(row => row with { Chosen = row.Submission == chosen });
        });
        return [.. resolved.Order(Order)];
    }

    /// <summary>What a statement is about.</summary>
    public static (string? Instance, int? Frame, string? Series, string Kind, string? Named) Thing(LabelRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var named = row.Kind == AnnotationKinds.Mask ? row.Value : row.Finding;
        return (row.SopInstanceUid, row.Frame, row.SopInstanceUid is null ? row.SeriesUid : null, row.Kind, named);
    }

    private static IComparer<LabelRow> Trust { get; } = Comparer<LabelRow>.Create((a, b) =>
    {
        var order = IsStated(a).CompareTo(IsStated(b));
        order = order != 0 ? order : Rank(b).CompareTo(Rank(a));
        order = order != 0 ? order : a.MadeAt.CompareTo(b.MadeAt);
        return order != 0 ? order : string.CompareOrdinal(a.Submission, b.Submission);
    });

    private static IComparer<LabelRow> Order { get; } = Comparer<LabelRow>.Create((a, b) =>
    {
        foreach (var order in (ReadOnlySpan<int>)
        [
            string.CompareOrdinal(a.SopInstanceUid, b.SopInstanceUid), string.CompareOrdinal(a.SeriesUid, b.SeriesUid), Nullable.Compare(a.Frame, b.Frame),
            string.CompareOrdinal(a.Kind, b.Kind), string.CompareOrdinal(a.Finding, b.Finding), string.CompareOrdinal(a.Submission, b.Submission), string.CompareOrdinal(a.Value, b.Value),
            Nullable.Compare(a.BoxX, b.BoxX), Nullable.Compare(a.BoxY, b.BoxY), Nullable.Compare(a.BoxWidth, b.BoxWidth), Nullable.Compare(a.BoxHeight, b.BoxHeight),
        ])
        {
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    });

    private static bool IsStated(LabelRow row) => row.Kind != AnnotationKinds.Finding || row.Value != FindingValues.Missing;

    private static int Rank(LabelRow row) => row.Annotator is not null && Ranks.TryGetValue(row.Annotator, out var rank) ? rank : Ranks.Count;
}
