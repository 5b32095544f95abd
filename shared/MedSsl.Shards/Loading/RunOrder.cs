using System.Text.Json.Serialization;

namespace MedSsl.Shards.Loading;

/// <summary>
/// The order in which a run sees samples, as it is recorded when the run begins: with the dataset version, which sample comes in which step follows
/// from it (docs/data-order.md), so that a batch can be made again and the exposure of a patient computed without a log.
/// </summary>
public sealed record RunOrder
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Dataset that it draws from.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of it.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>Which samples take part.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SampleSelection>))]
    public required SampleSelection Selection { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Rows that each modality has in every batch; slots are given out in the ordinal order of the modalities.</summary>
    public required IReadOnlyDictionary<string, int> Rows { get; init; }

    /// <summary>Names the samples and their order (<see cref="ModalityStreams.Identity"/>).</summary>
    public required string Identity { get; init; }
}
