using MedSsl.Contracts.Documents;
using MedSsl.Imaging;

namespace MedSsl.Normalization.Series;

/// <summary>One frame of a series: an image in [0, 1], or the reason why there is none.</summary>
internal sealed record DecodedImage(SeriesInstance Instance, int Frame, GrayImage? Image, string? BodyPart, double? PixelSpacing, string? Problem)
{
    /// <summary>Manufacturer and model (<see cref="ScannerName"/>).</summary>
    public string Scanner { get; init; } = ScannerName.Unknown;

    /// <summary>Band energies before preparation (<see cref="Imaging.EnergyBands.DriftProbe"/>); null where they were not measured.</summary>
    public IReadOnlyList<double>? DeliveredEnergies { get; init; }

    /// <summary>One of <see cref="NormalizationFailureReasons"/> where there is a problem.</summary>
    public string? ReasonCode { get; init; }

    public static DecodedImage Failed(SeriesInstance instance, int frame, PreparationProblem problem) =>
        new(instance, frame, null, null, null, problem.Reason) { ReasonCode = problem.Code };

    public NormalizationFailure ToFailure() => new() { SopInstanceUid = Instance.SopInstanceUid, Frame = Frame, Reason = Problem!, ReasonCode = ReasonCode };
}
