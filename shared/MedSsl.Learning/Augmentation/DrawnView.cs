using MedSsl.Imaging.Geometry;

namespace MedSsl.Learning.Augmentation;

/// <summary>What was drawn for one view.</summary>
/// <param name="Bands">Target energies of the bands where the image has a reference, else their gains; fine to coarse, the low-pass last.</param>
/// <param name="Gamma">Exponent of the gamma transform.</param>
/// <param name="Contrast">a of a · I + b.</param>
/// <param name="Brightness">b of it.</param>
/// <param name="Box">Where the crop lies, in pixels of the drawn image.</param>
/// <param name="Flip">Mirrored left to right.</param>
public sealed record DrawnView(double[] Bands, double Gamma, double Contrast, double Brightness, CropBox Box, bool Flip);
