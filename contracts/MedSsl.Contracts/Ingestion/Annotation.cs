namespace MedSsl.Contracts.Ingestion;

/// <summary>One statement about an image, a frame of it, or a whole series (its volume).</summary>
public sealed record Annotation
{
    /// <summary>What is said: one of <see cref="AnnotationKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A class; of a finding <c>present</c>, <c>absent</c> or <c>missing</c>.</summary>
    public required string Value { get; init; }

    /// <summary>De-identified SOP Instance UID; null when the whole series is meant.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>Frame of the instance, from 0; null for all of them.</summary>
    public int? Frame { get; init; }

    /// <summary>De-identified Series Instance UID: of what is labelled, or of the instance, which is found sooner with it.</summary>
    public string? SeriesUid { get; init; }

    /// <summary>Name of the finding; only of that kind.</summary>
    public string? Finding { get; init; }

    /// <summary>The rectangle; only of a box.</summary>
    public BoundingBox? Box { get; init; }

    /// <summary>
    /// The pixels; only of a mask: an object <c>datasets/{dataset}/masks/{sha256}.img</c> (the sample codec) or <c>.png</c>, as large as the image; the
    /// planes of a series lie one below the other in order of their instance numbers. 0 is the background.
    /// </summary>
    public ObjectRef? Mask { get; init; }

    /// <summary>Free detail; null where there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>The split its source assigns (<c>train</c>, <c>val</c>, <c>test</c>); null where it assigns none.</summary>
    public string? SplitHint { get; init; }
}
