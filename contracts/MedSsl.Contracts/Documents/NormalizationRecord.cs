namespace MedSsl.Contracts.Documents;

/// <summary>What normalization made of a series.</summary>
public sealed record NormalizationRecord
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code as grouped for training: DX is CR here.</summary>
    public required string Modality { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>SHA-256 of the series manifest that was read.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>Version of the reference energies used.</summary>
    public required string ReferenceVersion { get; init; }

    /// <summary>The reference itself, with its digest; null in older records, and where every image failed before there was one.</summary>
    public ObjectRef? Reference { get; init; }

    /// <summary>Number of samples in the bundle.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The normalized images: a small shard; null when every image of the series failed.</summary>
    public ObjectRef? Bundle { get; init; }

    /// <summary>Images that could not be normalized.</summary>
    public required IReadOnlyList<NormalizationFailure> Failures { get; init; }
}
