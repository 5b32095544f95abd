namespace MedSsl.Shards.Ordering;

/// <summary>Where a position of the stream is used.</summary>
/// <param name="Step">The step, from 0: which batch.</param>
/// <param name="Row">The row of the whole batch, over all workers.</param>
/// <param name="Worker">Which worker has that row.</param>
public readonly record struct BatchSlot(long Step, int Row, int Worker);
