namespace MedSsl.Imaging.EnergyBands;

/// <summary>An image at the reference's energies.</summary>
/// <param name="Image">The normalised image; centred on 0 under <see cref="LowPassPolicy.SubtractMean"/>.</param>
/// <param name="EnergiesBefore">Energies of the input.</param>
/// <param name="EnergiesAfter">Energies of <paramref name="Image"/>; near the reference, not at it, for neighbouring bands overlap.</param>
/// <param name="Passes">Passes that were made.</param>
public sealed record NormalizedImage(GrayImage Image, double[] EnergiesBefore, double[] EnergiesAfter, int Passes);
