namespace MedSsl.Shards.Ordering;

/// <summary>
/// An endless stream of samples, epoch after epoch, that is a function of what it is of and of a seed: what comes at a position is computed, and so is
/// where a sample comes. Implementations may be used by several threads.
/// </summary>
public interface ISampleOrder
{
    /// <summary>Seed of the order.</summary>
    ulong Seed { get; }

    /// <summary>SHA-256, 32 bytes, of all that the order depends on besides the seed.</summary>
    ReadOnlyMemory<byte> Digest { get; }

    /// <summary>The sample at a position of the stream, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    SamplePlace At(long position);

    /// <summary>How often the samples come at positions from <paramref name="from"/> on and before <paramref name="to"/>. Takes no longer for more epochs.</summary>
    /// <exception cref="ArgumentException">A sample is not in the order, or the range is none.</exception>
    long CountOf(IReadOnlyCollection<SamplePlace> samples, long from, long to);

    /// <summary>At which of these positions they come, in the order of the stream. All samples of a patient are best asked for at once.</summary>
    /// <exception cref="ArgumentException">A sample is not in the order, or the range is none.</exception>
    IEnumerable<long> PositionsOf(IReadOnlyCollection<SamplePlace> samples, long from, long to);
}
