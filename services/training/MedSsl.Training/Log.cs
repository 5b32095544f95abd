using MedSsl.Learning.Training.Health;
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

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "Run {RunId} looks collapsed at {Finding}.")]
    public static partial void CollapseFound(ILogger logger, string runId, HealthFinding finding);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Warning, Message = "Run {RunId} goes back to where it was healthy, for time {RollBacks}, with half the learning rate: {Finding}.")]
    public static partial void RunWentBack(ILogger logger, string runId, int rollBacks, string finding);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Information, Message = "Run {RunId}, step {Step}: nearest neighbours among {Images} images tell {Label} with an area of {Auc} and an accuracy of {Accuracy}.")]
    public static partial void Probed(ILogger logger, string runId, long step, int images, string label, double? auc, double accuracy);

    [LoggerMessage(EventId = 5010, Level = LogLevel.Warning, Message = "The checkpoint of run {RunId} after step {Step}, {Key}, is damaged; the run goes on from the one before, or from its start where there is none.")]
    public static partial void CheckpointDamaged(ILogger logger, string runId, long step, string key, Exception exception);

    [LoggerMessage(EventId = 5011, Level = LogLevel.Warning, Message = "The newest checkpoint of run {RunId}, {Key}, has no record, as what was being written at a crash and checkpoints of versions before there were records; the run goes on from step {Step}, 0 being its start.")]
    public static partial void CheckpointWithoutRecord(ILogger logger, string runId, string key, long step);
}
