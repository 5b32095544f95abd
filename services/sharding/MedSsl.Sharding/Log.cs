using Microsoft.Extensions.Logging;

namespace MedSsl.Sharding;

internal static partial class Log
{
    [LoggerMessage(EventId = 4000, Level = LogLevel.Information, Message = "Version {Version} of dataset {Dataset} is published: {Samples} samples.")]
    public static partial void VersionPublished(ILogger logger, string dataset, int version, long samples);

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Version {Version} of dataset {Dataset} was published by another builder first; sealing starts again from it.")]
    public static partial void VersionTaken(ILogger logger, string dataset, int version);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "{Key}, written {LastModified:u}, is named by no version of any dataset and was removed.")]
    public static partial void OrphanRemoved(ILogger logger, string key, DateTimeOffset lastModified);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "Labels {Submission} are refused: {Reasons}")]
    public static partial void LabelsRejected(ILogger logger, string submission, string reasons);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning, Message = "The definition of dataset {Dataset} is refused: {Reasons}")]
    public static partial void DefinitionRejected(ILogger logger, string dataset, string reasons);
}
