using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>Plans, reports and presentation states are no images: they are not de-identified and not stored, and lie in the quarantine as they came.</summary>
public sealed class ObjectsWithoutPixelsTests : IAsyncLifetime
{
    private TestPlatform platform = null!;

    public async ValueTask InitializeAsync() => platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT")]
    [InlineData("1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN")]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.33", "SR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.59", "KO")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.1", "PR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.66.1", "REG")]
    [InlineData("1.2.840.10008.5.1.4.1.1.104.1", "DOC")] // a PDF
    public async Task Ingest_object_without_pixels_is_set_aside(string sopClass, string modality)
    {
        Assert.True(DicomFile.TryParse(TestStudies.Dicom(), new DicomLimits(), out var dataset, out _));
        dataset.SetString(DicomTags.SopClassUid, "UI", sopClass);
        dataset.SetString(DicomTags.Modality, "CS", modality);
        dataset.SetString(new DicomTag(0x0008, 0x1030), "LO", "Study of MUELLER^HANS");
        dataset.Remove(DicomTags.PixelData);
        await AssertSetAsideAsync(DicomWriter.Write(dataset), RejectionReasons.NoPixelData);
        Assert.DoesNotContain("MUELLER", StoredText.Of(platform.Folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pydicom/rtstruct.dcm", RejectionReasons.NoPixelData)]
    [InlineData("pydicom/rtplan.dcm", RejectionReasons.NoPixelData)]
    [InlineData("pydicom/test-SR.dcm", RejectionReasons.NoPixelData)]
    [InlineData("dwv/sr-arrow__792b48f0.dcm", RejectionReasons.NoPixelData)]
    [InlineData("pydicom/waveform_ecg.dcm", RejectionReasons.NoPixelData)]
    [InlineData("robyoung/rwvm.dcm", RejectionReasons.NoPixelData)]
    [InlineData("pydicom-data/parametric_map_float.dcm", RejectionReasons.UnsupportedPixels)] // floating point
    public async Task Ingest_real_object_without_usable_pixels_is_set_aside(string name, string reason) =>
        await AssertSetAsideAsync(await File.ReadAllBytesAsync(Path.Combine(Repository.DevelopmentData("dicom"), name)), reason);

    private async Task AssertSetAsideAsync(byte[] content, string reason)
    {
        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", content, CancellationToken.None);

        Assert.Equal(reason, outcome.ReasonCode);
        Assert.Equal(reason, Assert.Single(platform.Published.Of<InstanceRejected>()).ReasonCode);
        Assert.Empty(await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix));
        var key = Assert.Single(await platform.KeysAsync(ObjectKeys.QuarantinePrefix), key => key.EndsWith(".sealed", StringComparison.Ordinal));
        Assert.Equal(content, platform.Get<QuarantineStore>().Unseal(await platform.Store.ReadAllAsync(key, CancellationToken.None)));
    }
}
