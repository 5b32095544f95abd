namespace MedSsl.ObjectStorage.Minio;

/// <summary>
/// How long the store is waited for. The longest wait of a small operation against a server that accepts and never answers is
/// Attempts × Stall + pauses, about a minute; a refused connection is given up after the pauses, 3.5 s.
/// </summary>
internal sealed record S3Timing
{
    public int Attempts { get; init; } = 4;

    /// <summary>Before the second attempt; doubles from then on.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time without a byte moving in either direction. A long transfer that moves is never cut off.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(15);
}
