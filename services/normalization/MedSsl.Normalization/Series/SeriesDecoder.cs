using System.Runtime.CompilerServices;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.Imaging;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Intensity;
using Microsoft.Extensions.Options;

namespace MedSsl.Normalization.Series;

/// <summary>
/// The images of a series, one at a time and in its order, whatever order they came in: stored pixels, to [0, 1] by the modality's rule, to the working
/// size.
/// </summary>
internal sealed class SeriesDecoder(InstanceReader reader, IOptions<NormalizationOptions> options)
{
    private readonly HashSet<string> _modalities = [.. options.Value.Modalities.Split(',', StringSplitOptions.TrimEntries)];

    /// <summary>Every frame as an image, or as a failure with its reason. A damaged or absent object is an <see cref="ObjectIntegrityException"/>.</summary>
    public async IAsyncEnumerable<DecodedImage> DecodeAsync(
        SeriesManifest manifest, int workingSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_modalities.Contains(manifest.Modality))
        {
            var problem = new PreparationProblem(
                NormalizationFailureReasons.ModalityNotConfigured, $"The modality is none of Normalization:Modalities ({options.Value.Modalities}); it is not guessed how to read it.");
            foreach (var instance in manifest.Instances)
            {
                yield return DecodedImage.Failed(instance, -1, problem);
            }

            yield break;
        }

        var preparation = new FramePreparation(manifest.Modality, options.Value);
        var range = ModalityPreparation.IsSeriesWide(Modalities.Group(manifest.Modality)) ? await RangeAsync(manifest, preparation, cancellationToken) : null;
        var index = -1;
        await foreach (var (instance, dataset, source, problem) in OpenAsync(manifest, cancellationToken))
        {
            index++;
            if (problem is not null)
            {
                yield return DecodedImage.Failed(instance, -1, problem);
                continue;
            }

            var frames = preparation.Frames(source!.FrameCount).ToList();
            foreach (var frame in frames)
            {
                if (FramePreparation.Values(dataset!, source, frame, out var isHounsfield, out var fault) is not { } values)
                {
                    yield return DecodedImage.Failed(instance, frame, fault!);
                    continue;
                }

                // Before the preparation, which may take out what drift is to show.
                var isProbed = frame == frames[frames.Count / 2] && DriftProbe.Takes(index, manifest.Instances.Count);
                var delivered = isProbed ? DriftProbe.Measure(values, workingSize) : null;
                var (image, reduction) = preparation.Prepare(dataset!, source, frame, values, isHounsfield, range, workingSize);
                yield return new DecodedImage(instance, frame, image, dataset!.GetString(DicomTags.BodyPartExamined), Spacing(dataset, frame) * reduction, null)
                {
                    Scanner = ScannerName.Of(dataset),
                    DeliveredEnergies = delivered,
                };
            }
        }
    }

    /// <summary>
    /// The interval of all values of a series. A pass of its own: reading and decoding twice costs time that is linear in the slices, keeping them
    /// decoded would cost memory that is.
    /// </summary>
    private async Task<ValueInterval?> RangeAsync(SeriesManifest manifest, FramePreparation preparation, CancellationToken cancellationToken)
    {
        var histogram = new ValueHistogram();
        await foreach (var (_, dataset, source, _) in OpenAsync(manifest, cancellationToken))
        {
            foreach (var frame in source is null ? [] : preparation.Frames(source.FrameCount))
            {
                if (FramePreparation.Values(dataset!, source!, frame, out _, out _) is { } values)
                {
                    histogram.Add(values.Pixels);
                }
            }
        }

        return ModalityPreparation.SeriesRange(histogram);
    }

    private async IAsyncEnumerable<(SeriesInstance Instance, DicomDataset? Dataset, PixelSource? Source, PreparationProblem? Problem)> OpenAsync(
        SeriesManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var instance in manifest.Instances.OrderBy(instance => instance.InstanceNumber).ThenBy(instance => instance.SopInstanceUid, StringComparer.Ordinal))
        {
            var (dataset, source, error) = await reader.OpenAsync(instance, cancellationToken);
            if (source is not null)
            {
                yield return (instance, dataset, source, null);
                continue;
            }

            var isEmpty = dataset is not null && (dataset.GetInt32(DicomTags.Rows) == 0 || dataset.GetInt32(DicomTags.Columns) == 0);
            yield return (instance, null, null, new(isEmpty ? NormalizationFailureReasons.ZeroSize : NormalizationFailureReasons.UndecodablePixels, error!.Message));
        }
    }

    private static double? Spacing(DicomDataset dataset, int frame) =>
        FunctionalGroups.Of(dataset, frame, DicomTags.PixelMeasuresSequence).GetDouble(DicomTags.PixelSpacing) ?? dataset.GetDouble(DicomTags.ImagerPixelSpacing);
}
