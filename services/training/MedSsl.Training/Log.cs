using Microsoft.Extensions.Logging;

namespace MedSsl.Training;

internal static partial class Log
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Run {RunId} trains {Recipe} on {Dataset} version {Version} {From}.")]
    public static partial void RunBegins(ILogger logger, string runId, string recipe, string dataset, int version, string from);
}
