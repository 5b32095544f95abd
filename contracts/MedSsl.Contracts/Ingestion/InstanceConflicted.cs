namespace MedSsl.Contracts.Ingestion;

/// <summary>Event: an instance came with other content than the one stored under its SOP Instance UID, and what became of the two.</summary>
public sealed record InstanceConflicted
{
    /// <summary>Dataset that the instance was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>De-identified SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>What was done (<see cref="ConflictPolicies"/>).</summary>
    public required string Policy { get; init; }

    /// <summary>SHA-256 of the object that was stored before, de-identified.</summary>
    public required string StoredSha256 { get; init; }

    /// <summary>SHA-256 of the bytes that came, as in <see cref="InstanceRejected.ContentSha256"/>.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>When they met (UTC).</summary>
    public required DateTimeOffset ConflictedAt { get; init; }
}
