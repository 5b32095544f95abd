using MedSsl.Audit.Messages;

namespace MedSsl.Ingestion.Audit;

/// <summary>What came of one study from one sender and is not in the trail yet.</summary>
internal sealed class OpenTransfer(string id, TransferKey key, DateTimeOffset since)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public string Id => id;

    public TransferKey Key => key;

    public DateTimeOffset Since { get; } = since;

    public DateTimeOffset Last { get; private set; } = since;

    /// <summary>Whether one message can tell of no more.</summary>
    public bool IsFull => counts.Count >= AuditXml.MaxSopClasses;

    public IReadOnlyList<SopClassCount> SopClasses => [.. counts.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => new SopClassCount(item.Key, item.Value))];

    public void Add(SopClassCount more, DateTimeOffset at)
    {
        counts[more.SopClassUid] = counts.GetValueOrDefault(more.SopClassUid) + more.Instances;
        Last = at > Last ? at : Last;
    }
}
