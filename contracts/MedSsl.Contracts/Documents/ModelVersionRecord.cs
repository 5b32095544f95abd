namespace MedSsl.Contracts.Documents;

/// <summary>An immutable version of a model, with its lineage.</summary>
public sealed record ModelVersionRecord
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version, 1 upwards.</summary>
    public required int Version { get; init; }

    /// <summary>Run that made it.</summary>
    public required string RunId { get; init; }

    /// <summary>Backbone, for example <c>resnet18</c>.</summary>
    public required string Backbone { get; init; }

    /// <summary>Name of the dataset it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of that dataset.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>The weights (safetensors, torchvision names).</summary>
    public required ObjectRef Weights { get; init; }

    /// <summary>The recipe as run (JSON).</summary>
    public required ObjectRef Recipe { get; init; }

    /// <summary>The training curve (JSON lines).</summary>
    public required ObjectRef Curve { get; init; }

    /// <summary>When it was registered (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
