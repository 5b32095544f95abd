using System.Text.Json;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Series;

/// <summary>
/// What the marker of an open series says, for whoever closes it after a restart. Markers from before there was anything to say are empty.
/// </summary>
internal sealed record SeriesOpening
{
    /// <summary>An opening of which nothing is known.</summary>
    public static readonly SeriesOpening Unknown = new();

    /// <summary>De-identified Study Instance UID; null where it is not known.</summary>
    public string? StudyUid { get; init; }

    /// <summary>Pseudonym of the patient; null where it is not known.</summary>
    public string? PatientId { get; init; }

    /// <summary>Who sent it: a calling AE title or one of <see cref="SourceNames"/>; null where nobody said.</summary>
    public string? Source { get; init; }

    /// <summary>How many instances there will be; null where the instances do not say, or do not agree.</summary>
    public ExpectedCount? Expected { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static SeriesOpening Read(ReadOnlySpan<byte> content) =>
        content.IsEmpty ? Unknown : JsonSerializer.Deserialize<SeriesOpening>(content, Json.Options) ?? Unknown;

    /// <summary>The count that all openings of a series give; null where they do not agree.</summary>
    public static ExpectedCount? Agreed(IReadOnlyCollection<SeriesOpening> openings) =>
        openings.Select(opening => opening.Expected).Distinct().ToList() is [{ } only] ? only : null;
}
