namespace MedSsl.Imaging.EnergyBands;

/// <summary>An image that a reference may be fitted on.</summary>
/// <param name="Key">Sample key; its hash decides whether the image is drawn.</param>
/// <param name="Series">Series of the image: the unit of the drift baseline.</param>
/// <param name="Energies">Band energies of the prepared image, fine to coarse.</param>
/// <param name="Probe">What <see cref="DriftProbe"/> measured on the series; null where nothing was.</param>
public sealed record ReferenceImage(string Key, string Series, IReadOnlyList<double> Energies, IReadOnlyList<double>? Probe);
