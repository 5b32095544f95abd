namespace MedSsl.Contracts.Training;

/// <summary>Event: a run ended and its backbone is durable.</summary>
public sealed record ModelTrained
{
    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Name under which the backbone is to be registered.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the dataset.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>Backbone, for example <c>resnet18</c>.</summary>
    public required string Backbone { get; init; }

    /// <summary>The weights (safetensors, torchvision names).</summary>
    public required ObjectRef Weights { get; init; }

    /// <summary>The recipe as run (JSON).</summary>
    public required ObjectRef Recipe { get; init; }

    /// <summary>The training curve (JSON lines, one object per logged step).</summary>
    public required ObjectRef Curve { get; init; }

    /// <summary>When the run ended (UTC).</summary>
    public required DateTimeOffset TrainedAt { get; init; }
}
