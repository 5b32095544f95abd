using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>How the losses of the modalities are added up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModalityWeighting>))]
public enum ModalityWeighting
{
    /// <summary>Every image counts the same; with one modality this is plain SwAV.</summary>
    Samples,

    /// <summary>Every modality counts the same.</summary>
    Modalities,
}
