using Microsoft.Extensions.Logging;

namespace MedSsl.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "A pass of reconciler {Reconciler} failed; the next one is in {Interval}.")]
    public static partial void ReconcilePassFailed(ILogger logger, string reconciler, TimeSpan interval, Exception exception);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Attempt {Attempt} at {Kind} {Id} begins.")]
    public static partial void WorkBegins(ILogger logger, int attempt, string kind, string id);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "Attempt {Attempt} at {Kind} {Id} failed; it is tried again.")]
    public static partial void WorkFailed(ILogger logger, int attempt, string kind, string id, Exception exception);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "{Kind} {Id} is given up after {Attempts} attempts.")]
    public static partial void WorkGivenUp(ILogger logger, string kind, string id, int attempts);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "The list of pending {Kind} could not be read; it is tried again.")]
    public static partial void PendingListFailed(ILogger logger, string kind, Exception exception);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "The lease on {Kind} {Id} was lost; whoever holds it resumes from the last checkpoint.")]
    public static partial void LeaseLost(ILogger logger, string kind, string id);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Error, Message = "The lease on {Kind} {Id} could not be taken or kept; it is tried again.")]
    public static partial void LeaseFailed(ILogger logger, string kind, string id, Exception exception);
}
