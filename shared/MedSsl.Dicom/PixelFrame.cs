namespace MedSsl.Dicom;

/// <summary>A decoded frame.</summary>
/// <param name="Rows">Height, pixels.</param>
/// <param name="Columns">Width, pixels.</param>
/// <param name="Samples">1 for grey, 3 for RGB.</param>
/// <param name="Values">Stored values, row by row, samples of a pixel together; exact up to 24 bits.</param>
/// <param name="Inverted">Whether the lowest value is white (MONOCHROME1).</param>
public sealed record PixelFrame(int Rows, int Columns, int Samples, float[] Values, bool Inverted);
