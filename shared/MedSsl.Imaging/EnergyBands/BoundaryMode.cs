using System.Text.Json.Serialization;

namespace MedSsl.Imaging.EnergyBands;

/// <summary>What lies beyond the border of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoundaryMode>))]
public enum BoundaryMode
{
    /// <summary>Its mirror image, the outermost pixels doubled: ... c b a | a b c ...</summary>
    Reflect,

    /// <summary>Its other side, as in the originating group's public code (opencxr); 2 to 19 % more energy in the bands of a radiograph.</summary>
    Wrap,
}
