using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>A decoded image becomes a sample: energy-normalized, quantized to 16 bits, encoded.</summary>
internal static class SampleEncoder
{
    /// <summary>
    /// Normalized values have mean 0 and lie well inside ±2 (images in [0, 1], band gains near 1): one step of the 16 bits is 6·10⁻⁵, far below the
    /// noise of any detector. What lies outside is clipped.
    /// </summary>
    private const double Low = -2;
    private const double Step = 4.0 / ushort.MaxValue;

    public static EncodedSample Encode(SeriesManifest manifest, DecodedImage decoded, ReferenceEnergies reference, int passes)
    {
        var normalized = EnergyNormalization.Normalize(decoded.Image!, reference, passes);
        var image = normalized.Image;
        return new EncodedSample(
            new SampleMetadata
            {
                Key = SampleKey.Of(decoded.Instance.SopInstanceUid, decoded.Frame),
                Modality = Modalities.Group(manifest.Modality),
                PatientId = manifest.PatientId,
                StudyUid = manifest.StudyUid,
                SeriesUid = manifest.SeriesUid,
                SopInstanceUid = decoded.Instance.SopInstanceUid,
                Frame = decoded.Frame,
                InstanceNumber = decoded.Instance.InstanceNumber,
                Width = image.Width,
                Height = image.Height,
                ValueScale = Step,
                ValueOffset = Low,
                ReferenceVersion = reference.Version,
                Energies = normalized.EnergiesBefore,
                BodyPart = decoded.BodyPart,
                PixelSpacing = decoded.PixelSpacing,
                ScannerModel = decoded.Scanner == ScannerName.Unknown ? null : decoded.Scanner,
            },
            SampleCodec.Encode(Quantize(image), image.Width, image.Height));
    }

    private static ushort[] Quantize(GrayImage image) =>
        Array.ConvertAll(image.Pixels, value => (ushort)Math.Clamp(Math.Round((value - Low) / Step), 0, ushort.MaxValue));
}
