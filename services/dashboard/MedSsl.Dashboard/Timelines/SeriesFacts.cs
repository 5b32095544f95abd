using MedSsl.Contracts.Documents;

namespace MedSsl.Dashboard.Timelines;

/// <summary>All that the object store says of a series in a dataset.</summary>
internal sealed record SeriesFacts
{
    public required string SeriesUid { get; init; }

    /// <summary>What its markers say; empty while it is not open.</summary>
    public required IReadOnlyList<SeriesOpening> Openings { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When its newest instance was stored, or it was opened; of an open series only.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>When the first instance of its manifest, or of an open series its oldest, was stored.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>Instances stored.</summary>
    public int Stored { get; init; }

    public SeriesManifest? Manifest { get; init; }

    public string? ManifestSha256 { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public NormalizationRecord? Record { get; init; }

    public DateTimeOffset? NormalizedAt { get; init; }

    /// <summary>Reference group in which it waits; null where it does not.</summary>
    public string? WaitsForReference { get; init; }

    public DateTimeOffset? MeasuredAt { get; init; }

    public DateTimeOffset? StagedAt { get; init; }

    public required SealedSamples Sealed { get; init; }
}
