namespace MedSsl.Shards.Ordering;

/// <summary>
/// How a stream becomes batches: step s is the positions from s·B on and before (s + 1)·B, and worker w of W has the rows from ⌊w·B / W⌋ on and before
/// ⌊(w + 1)·B / W⌋. So a batch and the order of its rows do not depend on the number of workers, and nothing is dropped at the end of an epoch.
/// </summary>
public readonly struct BatchLayout
{
    private readonly EvenParts rows;

    /// <summary>A layout.</summary>
    /// <param name="batchSize">Samples in a batch over all workers (B).</param>
    /// <param name="workers">Number of workers (W), at most one for each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample in a batch, or no row for a worker.</exception>
    public BatchLayout(int batchSize, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, batchSize);
        rows = new EvenParts(batchSize, workers);
    }

    /// <summary>The positions of a worker's part of a step: the first one, and how many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or worker.</exception>
    public (long First, int Count) Part(long step, int worker)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, rows.Parts);
        var first = rows.Start(worker);
        return ((step * rows.Count) + first, (int)(rows.Start(worker + 1) - first));
    }

    /// <summary>Where a position of the stream is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public BatchSlot Of(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (step, row) = Math.DivRem(position, rows.Count);
        return new BatchSlot(step, (int)row, (int)rows.Of(row));
    }
}
