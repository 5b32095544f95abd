using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion;

internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "Import {ImportId} into dataset {Dataset} was interrupted and goes on.")]
    public static partial void ImportResumes(ILogger logger, string importId, string dataset);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Import {ImportId} ended: {Stored} instances stored, {Rejected} inputs refused.")]
    public static partial void ImportCompleted(ILogger logger, string importId, int stored, int rejected);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Import {ImportId} cannot begin: {Reason}")]
    public static partial void ImportImpossible(ILogger logger, string importId, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "Import {ImportId} failed; it goes on when the process starts again.")]
    public static partial void ImportFailed(ILogger logger, string importId, Exception exception);
}
