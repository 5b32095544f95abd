using System.Text.Json.Serialization;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>How the Gaussian low-passes are computed. Energies measured by one are comparable with those of the other to 0.1 %, not to the last digit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GaussianFilter>))]
public enum GaussianFilter
{
    /// <summary>Every kernel sampled at full resolution and cut at 4 sigma.</summary>
    Reference,

    /// <summary>As the reference while the image is sharp; what is already smooth is blurred on a coarser grid (<see cref="CoarseGaussianBlur"/>).</summary>
    Fast,
}
