using MedSsl.Contracts;

namespace MedSsl.Training.Runs;

/// <summary>A complete checkpoint of a run.</summary>
/// <param name="Generation">Attempt that wrote the record; of two records that of the higher generation, then of the higher step, is the newer one.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="LossMinusLogK">Mean of the last steps; null where it is no number. The lower, the better.</param>
/// <param name="SavedAt">When it was complete (UTC).</param>
internal sealed record CheckpointRecord(int Generation, long Step, ObjectRef Checkpoint, double? LossMinusLogK, DateTimeOffset SavedAt)
{
    /// <summary>Those that are kept: the last <paramref name="last"/>, and the best one if asked for (of equally good ones the newest).</summary>
    /// <param name="records">Oldest first.</param>
    /// <param name="last">How many, at least 1.</param>
    /// <param name="withBest">Whether the best one is kept as well.</param>
    public static IReadOnlyList<CheckpointRecord> Kept(IReadOnlyList<CheckpointRecord> records, int last, bool withBest)
    {
        var best = withBest ? records.Where(record => record.LossMinusLogK is not null).Reverse().MinBy(record => record.LossMinusLogK) : null;
        return [.. records.Where((record, i) => i >= records.Count - last || ReferenceEquals(record, best))];
    }
}
