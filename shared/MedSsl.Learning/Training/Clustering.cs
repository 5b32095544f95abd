using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>What shares prototypes, codes and queue.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Clustering>))]
public enum Clustering
{
    /// <summary>Each modality has its own (Ghesu et al. 2022, §3.2).</summary>
    PerModality,

    /// <summary>All images, as in SwAV for one kind of images.</summary>
    Single,
}
