namespace MedSsl.Contracts.Ingestion;

/// <summary>Event: an import reached its end; every input was either stored or refused with a reason.</summary>
public sealed record ImportCompleted
{
    /// <summary>Id of the import.</summary>
    public required string ImportId { get; init; }

    /// <summary>Dataset that the inputs went to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Number of series with at least one stored instance.</summary>
    public required int SeriesCount { get; init; }

    /// <summary>Instances stored, or present already with the same content.</summary>
    public required int InstanceCount { get; init; }

    /// <summary>Inputs refused.</summary>
    public required int RejectedCount { get; init; }

    /// <summary>The import record (JSON): the de-identified Series Instance UIDs.</summary>
    public required ObjectRef Record { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}
