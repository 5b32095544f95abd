using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>What a recipe minimises.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectiveKind>))]
public enum ObjectiveKind
{
    /// <summary>Swapped prediction of codes, with prototypes per modality (Caron et al. 2020, Ghesu et al. 2022).</summary>
    Swav,

    /// <summary>Contrast of two crops of an image with all other images of the batch (Chen et al. 2020).</summary>
    SimClr,

    /// <summary>Swapped prediction of the codes of a slowly following teacher (Caron et al. 2021), centred by Sinkhorn.</summary>
    Dino,
}
