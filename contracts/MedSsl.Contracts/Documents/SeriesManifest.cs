using System.Text.Json.Serialization;

namespace MedSsl.Contracts.Documents;

/// <summary>A complete series in the object store: what normalization reads.</summary>
public sealed record SeriesManifest
{
    /// <summary>Dataset that the series was sent to.</summary>
    public required string Dataset { get; init; }

    /// <summary>Modality code (<see cref="Modalities"/>).</summary>
    public required string Modality { get; init; }

    /// <summary>Pseudonym of the patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>De-identified Study Instance UID.</summary>
    public required string StudyUid { get; init; }

    /// <summary>De-identified Series Instance UID.</summary>
    public required string SeriesUid { get; init; }

    /// <summary>
    /// How many instances the series says that it has; null where its instances do not say, or do not agree. Left out when null: a manifest that was
    /// written before the field existed is written again with the same bytes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExpectedInstanceCount { get; init; }

    /// <summary>Instances by instance number, then UID.</summary>
    public required IReadOnlyList<SeriesInstance> Instances { get; init; }
}
