namespace MedSsl.Ingestion.Network.Spool;

/// <summary>
/// Whether more may come, by how much waits: closed above the high mark, open again below the low one. Between them it stays as it is, so that senders
/// are not turned away and called back with every object.
/// </summary>
internal sealed class SpoolLevel
{
    private readonly Lock gate = new();
    private bool isClosed;

    /// <summary>Whether the door is closed, given what waits now.</summary>
    public bool IsClosed(long waitingBytes, long freeBytes, DicomOptions options)
    {
        lock (gate)
        {
            // A disk that is nearly full closes at once; it opens with a tenth more than the mark.
            isClosed = isClosed
                ? waitingBytes > options.SpoolLowBytes || freeBytes < options.MinFreeBytes + (options.MinFreeBytes / 10)
                : waitingBytes >= options.SpoolHighBytes || freeBytes < options.MinFreeBytes;
            return isClosed;
        }
    }
}
