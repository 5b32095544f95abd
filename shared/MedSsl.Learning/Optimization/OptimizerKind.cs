using System.Text.Json.Serialization;

namespace MedSsl.Learning.Optimization;

/// <summary>Which optimiser a recipe names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerKind>))]
public enum OptimizerKind
{
    /// <summary><see cref="Optimization.Larc"/>: SwAV's.</summary>
    Larc,

    /// <summary><see cref="Optimization.AdamW"/>.</summary>
    AdamW,
}
