namespace MedSsl.Learning.Augmentation;

/// <summary>Crops of one size.</summary>
/// <param name="Count">How many of each image.</param>
/// <param name="Size">Side in pixels after resizing.</param>
/// <param name="MinArea">Smallest share of the image's area.</param>
/// <param name="MaxArea">Largest share.</param>
public sealed record CropGroup(int Count, int Size, double MinArea, double MaxArea);
