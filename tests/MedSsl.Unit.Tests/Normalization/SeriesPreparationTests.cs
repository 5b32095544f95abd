using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Imaging.EnergyBands;
using MedSsl.Imaging.Intensity;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Series;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Ingestion;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization;

/// <summary>From files to prepared images and samples: facts per frame, whole series, 16 bits, and what is set aside.</summary>
public sealed class SeriesPreparationTests : IAsyncLifetime
{
    private TestPlatform platform = null!;
    private CompletedSeries series = null!;

    public async ValueTask InitializeAsync() => await StartAsync("--Normalization:WorkingSize=256");

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Sixteen_bits_survive_every_hop_from_file_to_reader()
    {
        const int Side = 256;
        var file = StoredImages.Of("CR", Side, Side, [.. Enumerable.Range(0, Side * Side)]);
        var stored = Files(file);
        Assert.Equal(Side * Side, stored.Values.Distinct().Count()); // decoder

        var decoded = Assert.Single(await DecodeAsync("CR", file));
        Assert.InRange(decoded.Image!.Pixels.Distinct().Count(), 60_000, Side * Side); // preparation: percentiles clip one in a hundred, and the darkest rows are a border

        var reference = ReferenceEnergies.Fit("CR", "v1", new EnergyBandSettings(), [EnergyBandDecomposition.Energies(decoded.Image, new EnergyBandSettings())]);
        var manifest = new SeriesManifest { Dataset = "north", Modality = "CR", PatientId = "P1", StudyUid = "1.0", SeriesUid = "1.1", Instances = [] };
        var completed = new SeriesCompleted { Dataset = "north", Modality = "CR", SeriesUid = "1.1", InstanceCount = 1, Manifest = null!, CompletedAt = DateTimeOffset.UnixEpoch };
        var pin = new ReferencePin { Dataset = "north", Version = "v1", PinnedAt = DateTimeOffset.UnixEpoch };
        var sample = new SampleEncoder(new SeriesWork(completed, manifest, "CR", pin), reference, passes: 1).Encode(decoded, decoded.Image);
        Assert.InRange(SampleCodec.Decode(sample.Payload.Span).Pixels.Distinct().Count(), 10_000, Side * Side); // encoder and codec

        using var shard = new MemoryStream();
        ShardWriter.Write(shard, [sample]);
        shard.Position = 0;
        var read = Assert.Single(ShardReader.Read(shard));
        Assert.Equal(SampleCodec.Decode(sample.Payload.Span).Pixels, SampleCodec.Decode(read.Payload.Span).Pixels); // shard and reader

        static PixelFrame Files(byte[] file) => Unit.Tests.Dicom.Files.Decode(Unit.Tests.Dicom.Files.Parse(file));
    }

    [Fact]
    public async Task Enhanced_object_has_window_rescale_and_spacing_of_each_frame()
    {
        // The same stored values in both frames; slope and window differ, so only an eye on the frame gives the same image twice.
        int[] frame = [0, 10, 20, 30];
        var file = StoredImages.Of("CT", 2, 2, [.. frame, .. frame], dataset =>
        {
            dataset.SetWindow("5000", "2");
            dataset.SetItems(DicomTags.PerFrameFunctionalGroupsSequence, [Group("1", "15.5", "31", "0.5"), Group("100", "1500.5", "3001", "0.25")]);
        });
        var images = await DecodeAsync("CT", file);
        Assert.Equal([0.5, 0.25], images.Select(image => image.PixelSpacing!.Value));
        Assert.All(images, image => Assert.All(new[] { 0, 1 / 3f, 2 / 3f, 1 }.Zip(image.Image!.Pixels), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));

        static DicomDataset Group(string slope, string center, string width, string spacing) => StoredImages.Group(
            (DicomTags.PixelValueTransformationSequence, item => item.SetRescale(slope, "0")),
            (DicomTags.FrameVoiLutSequence, item => item.SetWindow(center, width)),
            (DicomTags.PixelMeasuresSequence, item => item.SetString(DicomTags.PixelSpacing, "DS", spacing, spacing)));
    }

    [Fact]
    public async Task Mr_percentiles_are_those_of_the_series()
    {
        int[] dim = [.. Enumerable.Range(1, 1000)], bright = [.. Enumerable.Range(1001, 1000)];
        var images = await DecodeAsync("MR", StoredImages.Of("MR", 40, 25, dim), StoredImages.Of("MR", 40, 25, [.. bright, .. dim]));
        var low = ValueRange.Quantile([.. dim.Concat(bright).Concat(dim).Select(value => (float)value)], 0.005)!.Value;
        var high = ValueRange.Quantile([.. dim.Concat(bright).Concat(dim).Select(value => (float)value)], 0.995)!.Value;
        Assert.Equal(3, images.Count);
        Assert.Equal((500 - low) / (high - low), images[0].Image!.Pixels[499], 1e-5);
        Assert.Equal((1500 - low) / (high - low), images[1].Image!.Pixels[499], 1e-5);
        Assert.Equal(images[0].Image!.Pixels, images[2].Image!.Pixels);
    }

    [Fact]
    public async Task Padding_shutter_inverse_shape_and_scanner_come_from_the_file()
    {
        var file = StoredImages.Of("DX", 4, 2, [9999, 0, 100, 7, 9999, 50, 100, 9], dataset =>
        {
            dataset.SetUInt16(DicomTags.PixelPaddingValue, 7);
            dataset.SetUInt16(DicomTags.PixelPaddingRangeLimit, 9);
            dataset.SetString(DicomTags.ShutterShape, "CS", "RECTANGULAR");
            dataset.SetString(DicomTags.ShutterLeftVerticalEdge, "IS", "2");
            dataset.SetString(DicomTags.ShutterRightVerticalEdge, "IS", "4");
            dataset.SetString(DicomTags.ShutterUpperHorizontalEdge, "IS", "1");
            dataset.SetString(DicomTags.ShutterLowerHorizontalEdge, "IS", "2");
            dataset.SetString(DicomTags.PresentationLutShape, "CS", "INVERSE");
            dataset.SetString(DicomTags.PhotometricInterpretation, "CS", "MONOCHROME1");
            dataset.SetString(DicomTags.Manufacturer, "LO", "ACME");
            dataset.SetString(DicomTags.ManufacturerModelName, "LO", "XR 5");
            dataset.SetWindow("50.5", "101");
        });
        var decoded = Assert.Single(await DecodeAsync("DX", file));
        Assert.Equal((3, 2), (decoded.Image!.Width, decoded.Image.Height));
        Assert.Equal([1, 0, 0, 0.5f, 0, 0], decoded.Image.Pixels); // inverted once, although both attributes say so; padding stays black
        Assert.Equal("ACME-XR-5", decoded.Scanner);
    }

    [Theory]
    [InlineData("CIRCULAR", 2, 2, 3, 3)]
    [InlineData("POLYGONAL", 1, 0, 4, 4)]
    [InlineData("CIRCULAR,POLYGONAL", 2, 2, 3, 2)]
    [InlineData("OVAL", -1, -1, 0, 0)]
    public void Shutter_shapes_become_the_box_around_them(string shapes, int x, int y, int width, int height)
    {
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.ShutterShape, "CS", shapes.Split(','));
        dataset.SetString(DicomTags.ShutterCenter, "IS", "4", "4"); // row, column, from 1
        dataset.SetString(DicomTags.ShutterRadius, "IS", "1");
        dataset.SetString(DicomTags.ShutterVertices, "IS", "1", "2", "1", "5", "4", "3");
        var box = ShutterBox.Of(dataset);
        Assert.Equal(width > 0 ? (x, y, width, height) : default, box is { } b ? (b.X, b.Y, b.Width, b.Height) : default);
    }

    [Fact]
    public async Task Ultrasound_regions_of_the_file_and_frames_by_the_options()
    {
        await platform.DisposeAsync();
        await StartAsync("--Normalization:CineFrameStep=2", "--Normalization:CineMaxFrames=3");
        var file = StoredImages.Of("US", 8, 8, [.. Enumerable.Range(0, 10 * 64).Select(i => i % 64 * 3)], dataset => dataset.SetItems(DicomTags.SequenceOfUltrasoundRegions, [Region(1, 2, 1, 6, 4), Region(3, 0, 0, 7, 7)]), bits: 8);
        var images = await DecodeAsync("US", file);
        Assert.Equal([0, 2, 6], images.Select(image => image.Frame)); // of 0, 2, 4, 6, 8 three
        Assert.All(images, image => Assert.Equal((5, 4), (image.Image!.Width, image.Image.Height)));
        Assert.Equal(3 * 10 / 255f, images[0].Image!.Pixels[0], 1e-6);

        static DicomDataset Region(int format, uint left, uint top, uint right, uint bottom)
        {
            var region = new DicomDataset();
            region.SetUInt16(DicomTags.RegionSpatialFormat, (ushort)format);
            region.SetBytes(DicomTags.RegionLocationMinX0, "UL", BitConverter.GetBytes(left));
            region.SetBytes(DicomTags.RegionLocationMinY0, "UL", BitConverter.GetBytes(top));
            region.SetBytes(DicomTags.RegionLocationMaxX1, "UL", BitConverter.GetBytes(right));
            region.SetBytes(DicomTags.RegionLocationMaxY1, "UL", BitConverter.GetBytes(bottom));
            return region;
        }
    }

    [Theory]
    [InlineData("missing-rescale")]
    [InlineData("invalid-rescale")]
    [InlineData("zero-size")]
    [InlineData("undecodable-pixels")]
    public async Task Bad_image_is_set_aside_with_its_code_and_the_rest_goes_on(string code)
    {
        byte[] bad = code switch
        {
            "missing-rescale" => StoredImages.Of("CT", 2, 2, [0, 1, 2, 3]),
            "invalid-rescale" => StoredImages.Of("CT", 2, 2, [0, 1, 2, 3], dataset => dataset.SetRescale("0", "-1024")),
            "zero-size" => StoredImages.Of("CT", 2, 2, [0, 1, 2, 3], dataset => dataset.SetUInt16(DicomTags.Rows, 0)),
            _ => CompletedSeries.NoDicom,
        };
        var good = TestStudies.Dicom(task: "head_bleed");
        await NormalizeAsync(await series.AddAsync("1.1", "CT", good, bad));
        await series.EndImportAsync("i", "1.1");
        await platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);
        Assert.Empty(platform.Published.Of<SeriesSetAside>()); // only measured yet: told once, with the record
        await NormalizeAsync(Assert.Single(platform.Published.Of<SeriesCompleted>()));

        var record = Assert.Single(await platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefix));
        Assert.Equal((1, code), (record.SampleCount, Assert.Single(record.Failures).ReasonCode));
        var told = Assert.Single(platform.Published.Of<SeriesSetAside>());
        Assert.Equal(("north", "CT", "1.1", 1), (told.Dataset, told.Modality, told.SeriesUid, told.SampleCount));
        Assert.Equal(new Dictionary<string, int> { [code] = 1 }, told.Reasons);
        Assert.Equal(record.Failures, (await platform.Store.ReadVerifiedJsonAsync<NormalizationRecord>(told.Record, CancellationToken.None)).Failures);
        Assert.True(NormalizationMetrics.SetAside.WithLabels("CT", code).Value >= 1);
    }

    [Fact]
    public async Task Modality_that_is_not_configured_is_set_aside_and_one_that_is_switched_on_is_not()
    {
        await NormalizeAsync(await series.AddAsync("1.1", "PT", StoredImages.Of("PT", 2, 2, [0, 1, 2, 3]), StoredImages.Of("PT", 2, 2, [0, 1, 2, 3])));
        var told = Assert.Single(platform.Published.Of<SeriesSetAside>());
        Assert.Equal(new Dictionary<string, int> { [NormalizationFailureReasons.ModalityNotConfigured] = 2 }, told.Reasons);
        Assert.Equal(0, told.SampleCount);

        await platform.DisposeAsync();
        await StartAsync("--Normalization:Modalities=PT, XA");
        Assert.NotNull(Assert.Single(await DecodeAsync("PT", StoredImages.Of("PT", 2, 2, [0, 1, 2, 3]))).Image);
        Assert.Null(Assert.Single(await DecodeAsync("CR", StoredImages.Of("CR", 2, 2, [0, 1, 2, 3]))).Image);
    }

    [Fact]
    public void FiniteProblem_counts_what_is_not_padding()
    {
        Assert.Null(FramePreparation.FiniteProblem([1, float.NaN], padded: 1));
        Assert.Equal(NormalizationFailureReasons.NotFinite, FramePreparation.FiniteProblem([1, float.NaN, float.PositiveInfinity], padded: 1)!.Code);
    }

    [Theory]
    [InlineData("", "HEAD", null)]
    [InlineData("HEAD=40/80,*=-600/1500", "HEAD", 80)]
    [InlineData("HEAD=40/80,*=-600/1500", null, 1500)]
    [InlineData("HEAD=40/80", "CHEST", null)]
    public void CtWindowSet_chooses_by_body_part(string configured, string? bodyPart, int? width)
    {
        Assert.Matches(CtWindowSet.Pattern, configured);
        Assert.Equal(width, new CtWindowSet(configured).Of(bodyPart)?.Width);
        Assert.DoesNotMatch(CtWindowSet.Pattern, "HEAD=40");
    }

    [Fact]
    public async Task Real_chest_ct_is_prepared_from_hounsfield_units()
    {
        var files = Directory.EnumerateFiles(Repository.DevelopmentData("ct_chest_dicom"), "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(4).ToArray();
        await platform.DisposeAsync();
        await StartAsync("--Normalization:WorkingSize=512", "--Normalization:CtWindows=*=0/2000");
        var images = await DecodeAsync("CT", [.. files.Select(File.ReadAllBytes)]);
        Assert.Equal(4, images.Count);
        Assert.All(images, image =>
        {
            Assert.Null(image.Problem);
            Assert.InRange(image.Image!.Pixels.Distinct().Count(), 257, 2001);
            Assert.InRange(image.Image.Pixels[0], 0, 0.1); // a corner is air, or padding that became air
            Assert.InRange(image.Image.Pixels.Max(), 0.5, 1);
            Assert.NotNull(image.PixelSpacing);
        });
    }

    [Fact]
    public async Task Real_sagittal_mr_series_has_the_percentiles_of_all_its_slices()
    {
        var files = Directory.EnumerateFiles(Repository.DevelopmentData("mr_t1_dicom"), "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(6).Select(File.ReadAllBytes).ToArray();
        await platform.DisposeAsync();
        await StartAsync("--Normalization:WorkingSize=1024");
        var images = await DecodeAsync("MR", files);
        var stored = files.SelectMany(file => Unit.Tests.Dicom.Files.Decode(Unit.Tests.Dicom.Files.Parse(file)).Values).ToArray();
        var (low, high) = (ValueRange.Quantile(stored, 0.005, ignoreZeros: true)!.Value, ValueRange.Quantile(stored, 0.995, ignoreZeros: true)!.Value);
        var expected = stored.Select(value => Math.Clamp((value - low) / (high - low), 0, 1)).ToArray();
        var actual = images.SelectMany(image => image.Image!.Pixels).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < 1e-4);
        Assert.InRange(actual.Distinct().Count(), 257, int.MaxValue);
    }

    [Fact]
    public async Task Real_files_are_prepared_or_set_aside_with_a_code_and_never_fault()
    {
        await platform.DisposeAsync();
        await StartAsync("--Normalization:WorkingSize=64", "--Normalization:Modalities=CR,DX,MG,CT,MR,US,OT,XA,RF,NM,PT");
        var folder = Repository.DevelopmentData("dicom");
        var outcomes = new Dictionary<string, int>();
        foreach (var (index, path) in Directory.EnumerateFiles(Path.Combine(folder, "wg04"), "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.Combine(folder, "pydicom"))).Order(StringComparer.Ordinal).Index())
        {
            var file = await File.ReadAllBytesAsync(path);
            var modality = DicomFile.TryParse(file, new DicomLimits(), out var dataset, out _) ? dataset.GetString(DicomTags.Modality) ?? "OT" : "OT";
            foreach (var image in await DecodeAsync($"2.{index}", modality, file))
            {
                var outcome = image.Image is null ? Assert.IsType<string>(image.ReasonCode) : "prepared";
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                Assert.All(image.Image?.Pixels ?? [], pixel => Assert.InRange(pixel, 0, 1.00001f)); // the weights of resampling add up to one but for rounding
            }
        }

        Assert.InRange(outcomes["prepared"], 50, int.MaxValue);
        Assert.InRange(outcomes[NormalizationFailureReasons.UndecodablePixels], 10, int.MaxValue); // reports, plans, floating point, broken on purpose
    }

    private async Task StartAsync(params string[] settings)
    {
        platform = await TestPlatform.PartsAsync(NormalizationExtensions.Module, null, null, ["--Normalization:ReferenceImages=1000", .. settings]);
        series = new CompletedSeries(platform.Store);
    }

    private Task<List<DecodedImage>> DecodeAsync(string modality, params byte[][] files) => DecodeAsync("1.1", modality, files);

    private async Task<List<DecodedImage>> DecodeAsync(string uid, string modality, params byte[][] files)
    {
        var told = await series.AddAsync(uid, modality, files);
        var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(told.Manifest, CancellationToken.None);
        var size = platform.Get<Microsoft.Extensions.Options.IOptions<NormalizationOptions>>().Value.WorkingSize;
        return await platform.Get<SeriesDecoder>().DecodeAsync(manifest, size, CancellationToken.None).ToListAsync();
    }

    private Task NormalizeAsync(SeriesCompleted message) => platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
}
