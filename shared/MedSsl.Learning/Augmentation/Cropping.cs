using System.Text.Json.Serialization;

namespace MedSsl.Learning.Augmentation;

/// <summary>How the place and the extent of a crop are drawn.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Cropping>))]
public enum Cropping
{
    /// <summary>A share of the image's area and an aspect are drawn, as by SwAV; the crop is resized to its size.</summary>
    Area,

    /// <summary>As the paper has it (Ghesu et al. 2022): a scale of the image is drawn, and the crop has its size in pixels of the rescaled image.</summary>
    Rescale,
}
