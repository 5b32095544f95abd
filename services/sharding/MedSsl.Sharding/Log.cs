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

    [LoggerMessage(EventId = 4010, Level = LogLevel.Information, Message = "Withdrawal {Withdrawal} is complete: {Objects} objects are removed, {Shards} shards written again.")]
    public static partial void PatientWithdrawn(ILogger logger, string withdrawal, int objects, int shards);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Error, Message = "Withdrawal {Withdrawal} has a marker and no request; it was removed by hand, and its marker goes too.")]
    public static partial void WithdrawalMissing(ILogger logger, string withdrawal);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Error, Message = "Withdrawal {Withdrawal} does not come to its end: {Reason} It is taken up again with the next pass.")]
    public static partial void WithdrawalStuck(ILogger logger, string withdrawal, string reason);

    [LoggerMessage(EventId = 4013, Level = LogLevel.Warning, Message = "How often run {Run} used the images of a withdrawn patient cannot be computed.")]
    public static partial void ExposureUnknown(ILogger logger, string run, Exception exception);
}
