using Microsoft.Extensions.Logging;

namespace MedSsl.Evaluation;

internal static partial class Log
{
    [LoggerMessage(EventId = 6000, Level = LogLevel.Information, Message = "Benchmark {BenchmarkId} is accepted.")]
    public static partial void Accepted(ILogger logger, string benchmarkId);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "Benchmark {BenchmarkId} is refused: {Reasons}")]
    public static partial void Rejected(ILogger logger, string benchmarkId, string reasons);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Information, Message = "Benchmark {BenchmarkId} measures {Model} version {Version} on {Task}: {TrainImages} training and {TestImages} test images.")]
    public static partial void Measuring(ILogger logger, string benchmarkId, string model, int version, string task, int trainImages, int testImages);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Information, Message = "Benchmark {BenchmarkId} ended: {Summary}")]
    public static partial void Completed(ILogger logger, string benchmarkId, string summary);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "Benchmark {BenchmarkId} cannot be done: {Reason}")]
    public static partial void Failed(ILogger logger, string benchmarkId, string reason);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Error, Message = "Benchmark {BenchmarkId} has a marker but no request; the marker is removed. The request was deleted by hand, or the store lost it.")]
    public static partial void RequestMissing(ILogger logger, string benchmarkId);
}
