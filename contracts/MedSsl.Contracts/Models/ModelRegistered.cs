namespace MedSsl.Contracts.Models;

/// <summary>Event: an immutable version of a model is in the registry.</summary>
public sealed record ModelRegistered
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version, 1 upwards.</summary>
    public required int Version { get; init; }

    /// <summary>Run that made it.</summary>
    public required string RunId { get; init; }

    /// <summary>The weights (safetensors, torchvision names).</summary>
    public required ObjectRef Weights { get; init; }

    /// <summary>The version record (JSON): backbone, recipe, dataset, lineage.</summary>
    public required ObjectRef Record { get; init; }

    /// <summary>When it was registered (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
