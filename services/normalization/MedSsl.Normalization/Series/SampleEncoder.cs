using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Shards;

namespace MedSsl.Normalization.Series;

/// <summary>A prepared image becomes a sample: energy-normalized, or only measured where the dataset is so; quantized to 16 bits, encoded.</summary>
internal sealed class SampleEncoder(SeriesWork work, ReferenceEnergies reference, int passes)
{
    private readonly EnergyBandSettings _bands = reference.ToSettings();

    public EncodedSample Encode(DecodedImage decoded, GrayImage image)
    {
        if (work.IsMeasuredOnly)
        {
            return Sample(decoded, image, StoredValues.Unit, EnergyBandDecomposition.Energies(image, _bands), null);
        }

        var normalized = EnergyNormalization.Normalize(image, reference, passes);
        return Sample(decoded, normalized.Image, StoredValues.Normalized, normalized.EnergiesBefore, normalized.EnergiesAfter);
    }

    private EncodedSample Sample(DecodedImage decoded, GrayImage image, StoredValues values, double[] energies, double[]? energiesAfter) => new(
        new SampleMetadata
        {
            Key = SampleKey.Of(decoded.Instance.SopInstanceUid, decoded.Frame),
            Modality = work.Modality,
            PatientId = work.Manifest.PatientId,
            StudyUid = work.Manifest.StudyUid,
            SeriesUid = work.Manifest.SeriesUid,
            SopInstanceUid = decoded.Instance.SopInstanceUid,
            Frame = decoded.Frame,
            InstanceNumber = decoded.Instance.InstanceNumber,
            Width = image.Width,
            Height = image.Height,
            ValueScale = values.Scale,
            ValueOffset = values.Offset,
            ReferenceVersion = energiesAfter is null ? SampleMetadata.NotNormalized : reference.Version,
            ReferenceGroup = work.Group == work.Modality ? null : work.Group,
            NormalizationPasses = energiesAfter is null ? passes : null,
            Energies = energies,
            EnergiesAfter = energiesAfter,
            BodyPart = decoded.BodyPart,
            PixelSpacing = decoded.PixelSpacing,
            ScannerModel = decoded.Scanner == ScannerName.Unknown ? null : decoded.Scanner,
        },
        SampleCodec.Encode(values.Quantize(image.Pixels), image.Width, image.Height));
}
