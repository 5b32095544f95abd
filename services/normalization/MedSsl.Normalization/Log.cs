using Microsoft.Extensions.Logging;

namespace MedSsl.Normalization;

internal static partial class Log
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "Reference {Version} of modality {Modality} was fitted on {Images} images.")]
    public static partial void ReferenceFitted(ILogger logger, string modality, string version, int images);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The manifest of series {SeriesUid} in dataset {Dataset} was replaced by a newer one; this event is over.")]
    public static partial void ManifestReplaced(ILogger logger, string dataset, string seriesUid);
}
