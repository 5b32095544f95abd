using Microsoft.Extensions.Logging;

namespace MedSsl.Training;

internal static partial class Log
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Run {RunId} trains {Recipe} on {Dataset} version {Version} {From}.")]
    public static partial void RunBegins(ILogger logger, string runId, string recipe, string dataset, int version, string from);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "The withdrawn patients cannot be read; those that were known before are kept out of training, and the store is asked again.")]
    public static partial void TombstonesUnread(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "Whether run {RunId} is to rest or to end cannot be read; it stays {State}, and the store is asked again.")]
    public static partial void ControlUnread(ILogger logger, string runId, string state, Exception exception);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information, Message = "Run {RunId} is {State} after step {Step}.")]
    public static partial void RunHalted(ILogger logger, string runId, string state, long step);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Information, Message = "Run {RunId}: {Health}.")]
    public static partial void Progress(ILogger logger, string runId, string health);
}
