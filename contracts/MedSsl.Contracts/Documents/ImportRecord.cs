namespace MedSsl.Contracts.Documents;

/// <summary>The record of an import that ended.</summary>
public sealed record ImportRecord
{
    /// <summary>Id of the import.</summary>
    public required string ImportId { get; init; }

    /// <summary>Dataset that the inputs went to.</summary>
    public required string Dataset { get; init; }

    /// <summary>De-identified Series Instance UIDs with at least one stored instance, in ordinal order.</summary>
    public required IReadOnlyList<string> SeriesUids { get; init; }

    /// <summary>Instances stored, or present already with the same content.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>Inputs refused, by reason code.</summary>
    public required IReadOnlyDictionary<string, int> Rejected { get; init; }

    /// <summary>When the import ended (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}
