namespace MedSsl.Ingestion.Network.Spool;

/// <summary>What the spool knows of an object without opening its content.</summary>
internal sealed record SpoolEntry
{
    /// <summary>Dataset that it goes to.</summary>
    public required string Dataset { get; init; }

    public required string SopClassUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string CallingAeTitle { get; init; }

    public required string CalledAeTitle { get; init; }

    public required string Address { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
