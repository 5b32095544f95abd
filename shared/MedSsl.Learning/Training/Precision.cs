using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>Arithmetic of the backbone; head, loss, codes and optimiser are always float32.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>
    /// <see cref="BFloat16"/> where the device of the run computes it in hardware, else <see cref="Float32"/>: the same recipe runs well everywhere, and
    /// two kinds of machine round differently.
    /// </summary>
    Auto,

    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Mixed precision by autocast. On a processor without bfloat16 instructions it is emulated, a hundred times slower than float32.</summary>
    BFloat16,
}
