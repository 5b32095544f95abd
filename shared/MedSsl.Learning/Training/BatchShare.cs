using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>How a batch is shared out among modalities.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchShare>))]
public enum BatchShare
{
    /// <summary>By the square root of the number of images: rare modalities are seen more often than their share.</summary>
    SquareRoot,

    /// <summary>By the number of images.</summary>
    Count,
}
