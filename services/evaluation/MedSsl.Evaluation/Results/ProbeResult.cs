using System.Text.Json.Serialization;

namespace MedSsl.Evaluation.Results;

/// <summary>All figures of one kind of probe.</summary>
public sealed record ProbeResult
{
    /// <summary><see cref="Probe"/> of the linear probe.</summary>
    public const string Linear = "linear";

    /// <summary><see cref="Probe"/> of the nearest-neighbour classifier.</summary>
    public const string NearestNeighbours = "nearest-neighbours";

    /// <summary><see cref="Linear"/> or <see cref="NearestNeighbours"/>.</summary>
    public required string Probe { get; init; }

    /// <summary>Penalty that the inner cross-validation chose for the model, then for each random backbone; empty for nearest neighbours.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [];

    /// <summary>One target for two classes; one per class and the macro average last for more.</summary>
    public required IReadOnlyList<TargetResult> Targets { get; init; }

    /// <summary>The target that stands for the whole task.</summary>
    [JsonIgnore]
    public TargetResult Headline => Targets[^1];
}
