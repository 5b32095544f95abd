using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Instances;
using MedSsl.Normalization;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Unit.Tests.Dicom.Codecs;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>A compressed image on its way through the services: kept as it came, decoded like its uncompressed twin.</summary>
public sealed class CompressedSeriesTests
{
    [Fact]
    public async Task Compressed_instance_is_stored_as_it_came()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        var (file, codestream) = Compressed();

        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", file, CancellationToken.None);

        Assert.True(outcome.IsStored, outcome.Reason);
        var stored = Parse((await platform.Store.ReadAllAsync(ObjectKeys.RawInstance("north", outcome.SeriesUid!, outcome.SopInstanceUid!), CancellationToken.None))!);
        Assert.Equal(TransferSyntaxes.JpegLosslessFirstOrder, stored.TransferSyntaxUid);
        Assert.True(stored.TryGet(DicomTags.PixelData, out var pixels));
        Assert.Equal(codestream, pixels.Fragments![1].ToArray());
    }

    [Fact]
    public async Task Compressed_instance_that_is_another_image_than_it_says_is_refused_at_the_door()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        var dataset = Parse(Compressed().File);
        dataset.SetUInt16(DicomTags.Rows, 25);

        var outcome = await platform.Get<InstanceIngestor>().IngestAsync("north", DicomWriter.Write(dataset), CancellationToken.None);

        Assert.Equal(RejectionReasons.UnsupportedPixels, outcome.ReasonCode);
        Assert.Contains("24 x 24 pixels, the data set says 25 x 24", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_series_is_prepared_like_its_twin_and_a_damaged_image_is_set_aside()
    {
        await using var platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module);
        var series = new CompletedSeries(platform.Store);
        var compressed = Compressed().File;
        var told = await series.AddAsync("1.1", TestStudies.Dicom(), compressed, [.. compressed[..^100], .. new byte[100]]);
        var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(told.Manifest, CancellationToken.None);

        var images = await platform.Get<SeriesDecoder>().DecodeAsync(manifest, 24, CancellationToken.None).ToListAsync();

        Assert.Equal(3, images.Count);
        Assert.NotNull(images[0].Image);
        Assert.Equal(images[0].Image!.Pixels, images[1].Image!.Pixels);
        Assert.Equal(NormalizationFailureReasons.UndecodablePixels, images[2].ReasonCode);
    }

    /// <summary>The first test study in lossless JPEG.</summary>
    private static (byte[] File, byte[] Codestream) Compressed()
    {
        var dataset = Parse(TestStudies.Dicom());
        Assert.True(PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out _) && source.TryDecode(0, out var frame, out _) && !source.Signed);
        source.TryDecode(0, out frame, out _);
        var encoder = new LosslessEncoder { Width = frame!.Columns, Height = frame.Rows, Precision = source.BitsStored };
        var codestream = encoder.Encode(Array.ConvertAll(frame.Values, value => (int)value));
        codestream = codestream.Length % 2 == 0 ? codestream : [.. codestream, 0];
        dataset.TransferSyntaxUid = TransferSyntaxes.JpegLosslessFirstOrder;
        dataset.Set(new DicomElement(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, codestream]));
        return (DicomWriter.Write(dataset), codestream);
    }

    private static DicomDataset Parse(byte[] file) => Unit.Tests.Dicom.Files.Parse(file);
}
