using Microsoft.Extensions.Logging;

namespace MedSsl.Normalization;

internal static partial class Log
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "Reference {Version} of modality {Modality} was fitted on {Images} images.")]
    public static partial void ReferenceFitted(ILogger logger, string modality, string version, int images);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Scanner {Scanner} drifted from reference {Version} of {Group}: |z| is {Strength:F1} over {Series} series.")]
    public static partial void DriftDetected(ILogger logger, string scanner, string version, string group, double strength, int series);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "Dataset {Dataset} is renormalized to {Version} as {Target}: {Series} series are on their way.")]
    public static partial void Renormalizing(ILogger logger, string dataset, string version, string target, int series);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The manifest of series {SeriesUid} in dataset {Dataset} was replaced by a newer one; this event is over.")]
    public static partial void ManifestReplaced(ILogger logger, string dataset, string seriesUid);
}
