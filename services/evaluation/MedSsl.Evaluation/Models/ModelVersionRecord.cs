using MedSsl.Contracts;

namespace MedSsl.Evaluation.Models;

/// <summary>What evaluation reads of the registry's record of a model version.</summary>
internal sealed record ModelVersionRecord
{
    public required string Model { get; init; }

    public required int Version { get; init; }

    public required string RunId { get; init; }

    public required string Backbone { get; init; }

    public required string Dataset { get; init; }

    public required int DatasetVersion { get; init; }

    public required ObjectRef Weights { get; init; }

    public required ObjectRef Recipe { get; init; }

    /// <summary>The training curve, JSON lines; null for a model that was registered without one.</summary>
    public ObjectRef? Curve { get; init; }
}
