namespace MedSsl.Imaging.Geometry;

/// <summary>A rectangle in source pixels; pixel x covers the interval from x to x + 1, so the whole image is (0, 0, width, height).</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Extent to the right, positive.</param>
/// <param name="Height">Extent downwards, positive.</param>
public readonly record struct CropBox(double X, double Y, double Width, double Height);
