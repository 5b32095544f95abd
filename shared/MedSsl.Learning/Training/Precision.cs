using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>Arithmetic of the backbone; head, loss, codes and optimiser are always float32.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Mixed precision by autocast: faster where the processor has bfloat16 instructions.</summary>
    BFloat16,
}
