namespace MedSsl.Audit.Chain;

/// <summary>A place in a chain.</summary>
/// <param name="File">The file, by the number of its first record.</param>
/// <param name="Offset">Bytes from its begin.</param>
/// <param name="Sequence">The last record before the place.</param>
internal sealed record ChainPosition(long File, long Offset, long Sequence)
{
    public static readonly ChainPosition Start = new(0, 0, 0);
}
