namespace MedSsl.Contracts.Ingestion;

/// <summary>
/// A rectangle in pixels of the stored instance, whose upper left corner is 0, 0. The size of that image is part of it: what was drawn on a scaled copy is
/// found out, and a reader that scales the image can scale the box.
/// </summary>
public sealed record BoundingBox
{
    /// <summary>Left edge in pixels.</summary>
    public required double X { get; init; }

    /// <summary>Upper edge in pixels.</summary>
    public required double Y { get; init; }

    /// <summary>Width in pixels, above 0.</summary>
    public required double Width { get; init; }

    /// <summary>Height in pixels, above 0.</summary>
    public required double Height { get; init; }

    /// <summary>Columns of the image.</summary>
    public required int ImageColumns { get; init; }

    /// <summary>Rows of the image.</summary>
    public required int ImageRows { get; init; }
}
