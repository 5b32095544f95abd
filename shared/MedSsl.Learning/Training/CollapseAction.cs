using System.Text.Json.Serialization;

namespace MedSsl.Learning.Training;

/// <summary>What becomes of a run that looks collapsed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CollapseAction>))]
public enum CollapseAction
{
    /// <summary>It goes on, and what was found is told.</summary>
    Warn,

    /// <summary>It fails with what was found as the reason.</summary>
    Stop,

    /// <summary>It goes back to the last checkpoint from when it was healthy and on from there with half the learning rate; at most twice, then it fails.</summary>
    RollBack,
}
