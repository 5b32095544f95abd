using System.Text.Json.Serialization;

namespace MedSsl.Evaluation.Results;

/// <summary>One question put to the probe: a class against the rest, or the macro average of all of them.</summary>
public sealed record TargetResult
{
    /// <summary><see cref="Target"/> of the mean over the one-versus-rest targets of a task with three or more classes.</summary>
    public const string Macro = "macro";

    /// <summary>The class that counts as positive, or <see cref="Macro"/>.</summary>
    public required string Target { get; init; }

    /// <summary>True for the mean over classes.</summary>
    public required bool IsMacro { get; init; }

    /// <summary>The registered model.</summary>
    public required BackboneScore Model { get; init; }

    /// <summary>The random backbones, by seed.</summary>
    public required IReadOnlyList<BackboneScore> Random { get; init; }

    /// <summary>The random backbone with the highest AUC: the one the headline compares with.</summary>
    [JsonIgnore]
    public BackboneScore BestRandom => Random.MaxBy(score => score.Auc)!;

    /// <summary>The model against <see cref="BestRandom"/>.</summary>
    [JsonIgnore]
    public ScoreDifference Difference => BestRandom.Difference!;

    /// <summary>Mean AUC of the random backbones.</summary>
    [JsonIgnore]
    public double RandomMean => Random.Average(score => score.Auc);
}
