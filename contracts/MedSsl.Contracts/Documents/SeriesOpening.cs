namespace MedSsl.Contracts.Documents;

/// <summary>
/// Says of an open series, or of the study that it opened, what whoever closes it must know, and whoever asks why nothing happens. Every field may be
/// absent: openings of older versions are empty objects.
/// </summary>
public sealed record SeriesOpening
{
    /// <summary>De-identified Study Instance UID.</summary>
    public string? StudyUid { get; init; }

    /// <summary>Pseudonym of the patient.</summary>
    public string? PatientId { get; init; }

    /// <summary>Who sent it: a calling AE title, <c>STOW-RS</c>, <c>import</c> or <c>drop</c>.</summary>
    public string? Source { get; init; }

    /// <summary>How many instances there will be; null where the instances do not say, or do not agree.</summary>
    public int? ExpectedInstanceCount { get; init; }

    /// <summary>What the expected count was read from; the same number on another basis is another statement.</summary>
    public string? ExpectedBy { get; init; }

    /// <summary>Time without a new instance after which the series is complete, as it was set when it was opened.</summary>
    public TimeSpan? SeriesIdleTime { get; init; }

    /// <summary>Time after which the series is complete at the latest, as it was set when it was opened; 0: never.</summary>
    public TimeSpan? SeriesLongestTime { get; init; }

    /// <summary>Time without a new series after which the study is complete, as it was set when it was opened.</summary>
    public TimeSpan? StudyIdleTime { get; init; }
}
