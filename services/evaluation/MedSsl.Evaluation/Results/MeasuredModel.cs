using MedSsl.Contracts;

namespace MedSsl.Evaluation.Results;

/// <summary>The model version that was measured.</summary>
public sealed record MeasuredModel
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required int Version { get; init; }

    /// <summary>Run that made it.</summary>
    public required string RunId { get; init; }

    /// <summary>Architecture, for example <c>resnet18</c>; the random backbones have the same.</summary>
    public required string Backbone { get; init; }

    /// <summary>Dataset it was pretrained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of that dataset.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>The weights.</summary>
    public required ObjectRef Weights { get; init; }

    /// <summary>The recipe it was trained with.</summary>
    public required ObjectRef Recipe { get; init; }
}
