using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Geometry;
using MedSsl.Imaging.Intensity;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.Series;

/// <summary>The images of a series, one at a time: stored pixels, to [0, 1] by the modality's rule, to the working size.</summary>
internal sealed class SeriesDecoder(IObjectStore store)
{
    private static readonly DicomLimits Limits = new();

    /// <summary>Every frame as an image, or as a failure with its reason. A damaged or absent object is an <see cref="ObjectIntegrityException"/>.</summary>
    public async IAsyncEnumerable<DecodedImage> DecodeAsync(
        SeriesManifest manifest, int workingSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (index, instance) in manifest.Instances.Index())
        {
            var content = await store.ReadVerifiedAsync(instance.File, cancellationToken);
            if (!DicomFile.TryParse(content, Limits, out var dataset, out var error) || !PixelDecoder.TryOpen(dataset, Limits, out var source, out error))
            {
                yield return DecodedImage.Failed(instance, -1, error.Message);
                continue;
            }

            for (var frame = 0; frame < source.FrameCount; frame++)
            {
                var isProbed = frame == source.FrameCount / 2 && DriftProbe.Takes(index, manifest.Instances.Count);
                yield return source.TryDecode(frame, out var pixels, out error)
                    ? Prepared(manifest.Modality, dataset, source, pixels, workingSize, instance, frame, isProbed)
                    : DecodedImage.Failed(instance, frame, error.Message);
            }
        }
    }

    private static DecodedImage Prepared(
        string modality, DicomDataset dataset, PixelSource source, PixelFrame pixels, int workingSize, SeriesInstance instance, int frame, bool isProbed)
    {
        var (image, delivered) = Prepare(modality, dataset, source, pixels, workingSize, isProbed);
        return new DecodedImage(instance, frame, image, dataset.GetString(DicomTags.BodyPartExamined), Spacing(dataset), null) { Scanner = ScannerName.Of(dataset), DeliveredEnergies = delivered };
    }

    private static (GrayImage Image, double[]? Delivered) Prepare(string modality, DicomDataset dataset, PixelSource source, PixelFrame frame, int workingSize, bool isProbed)
    {
        var values = frame.Samples == 1
            ? new GrayImage(frame.Columns, frame.Rows, frame.Values)
            : Luminance.FromRgb(frame.Values, frame.Columns, frame.Rows);
        var isHounsfield = frame.Samples == 1 && ModalityLut.Apply(dataset, values.Pixels);
        var delivered = isProbed ? DriftProbe.Measure(values, workingSize) : null;
        var parameters = new PreparationParameters
        {
            WindowCenter = dataset.GetDouble(DicomTags.WindowCenter),
            WindowWidth = dataset.GetDouble(DicomTags.WindowWidth),
            Inverted = frame.Inverted,
            IsRescaledToHounsfield = isHounsfield,
            BitsStored = source.BitsStored,
            Signed = source.Signed,
        };

        // Down first would be cheaper, but averaging and a window do not commute where the window clips.
        return (Resampling.ToLongestSide(ModalityPreparation.Prepare(Modalities.Group(modality), values, parameters), workingSize), delivered);
    }

    private static double? Spacing(DicomDataset dataset) =>
        dataset.GetDouble(DicomTags.PixelSpacing) ?? dataset.GetDouble(DicomTags.ImagerPixelSpacing);
}
