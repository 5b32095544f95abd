using MedSsl.Contracts.Documents;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;

namespace MedSsl.Normalization.Series;

/// <summary>Stored instances, verified, parsed, and their pixels ready to be decoded frame by frame.</summary>
internal sealed class InstanceReader(IObjectStore store, IFrameDecoder frameDecoder)
{
    private static readonly DicomLimits Limits = new();

    /// <summary>Data set and pixels, or why there are none; the data set may be there without pixels. A damaged or absent object is an <see cref="ObjectIntegrityException"/>.</summary>
    public async Task<(DicomDataset? Dataset, PixelSource? Source, DicomError? Error)> OpenAsync(SeriesInstance instance, CancellationToken cancellationToken)
    {
        var content = await store.ReadVerifiedAsync(instance.File, cancellationToken);
        return DicomFile.TryParse(content, Limits, out var dataset, out var error) && PixelDecoder.TryOpen(dataset, Limits, frameDecoder, out var source, out error)
            ? (dataset, source, null)
            : (dataset, null, error);
    }
}
