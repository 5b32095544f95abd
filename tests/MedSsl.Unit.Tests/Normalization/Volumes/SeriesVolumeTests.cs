using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;
using MedSsl.Imaging.Volumes;
using MedSsl.Normalization;
using MedSsl.Normalization.References;
using MedSsl.Normalization.Series;
using MedSsl.Normalization.Volumes;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Normalization.Volumes;

public sealed class SeriesVolumeTests : IAsyncLifetime
{
    private static readonly int[] Ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private TestPlatform platform = null!;
    private CompletedSeries series = null!;

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(
            NormalizationExtensions.Module, null, time, "--Normalization:ReferenceImages=1", "--Normalization:WorkingSize=16", "--Normalization:Volumes=true", "--Normalization:VolumesOfMr=true",
            "--Normalization:VolumeMinSlices=3", "--Normalization:VolumeDepth=10", "--Normalization:VolumeHeight=12", "--Normalization:VolumeWidth=8");
        series = new CompletedSeries(platform.Store);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task Normalize_ct_series_has_a_volume_beside_its_slices()
    {
        var (record, samples) = await NormalizeAsync("CT", [.. Ten.Select(i => StackFiles.Slice(i))]);
        Assert.Equal(11, record.SampleCount);
        Assert.Empty(record.Failures);
        Assert.Equal(10, samples.Count(sample => sample.Metadata.Depth is null));
        var volume = Assert.Single(samples, sample => sample.Metadata.Depth is not null);

        var metadata = volume.Metadata;
        Assert.Equal((10, 120, 8), (metadata.Depth, metadata.Height, metadata.Width));
        Assert.Equal([10.0, 10.0, 15.0], metadata.VoxelSpacing!);
        Assert.Equal((SampleKey.OfVolume("1.1"), "CT", "1.1", SampleMetadata.NotNormalized), (metadata.Key, metadata.Modality, metadata.SopInstanceUid, metadata.ReferenceVersion));
        Assert.Null(metadata.NearDuplicateOf);

        // Plane 5, row 6, column 4: pixels 12 to 14 of a row (each third in part), rows 12 and 13, all inside the ball: 60 + 13 - 25 HU of -45 to 155.
        var pixels = SampleCodec.Decode(volume.Payload.Span).Pixels;
        Assert.Equal((60 + 13 - 25 + 45) / 200.0, pixels[(((5 * 12) + 6) * 8) + 4] * metadata.ValueScale, 1e-4);
        Assert.Equal(0, pixels[0]);
    }

    [Fact]
    public async Task Normalize_twice_and_in_another_order_gives_the_same_volume()
    {
        var shuffled = Ten.ToArray();
        new Random(3).Shuffle(shuffled);
        var expected = await VolumeAsync([.. Ten.Select(i => StackFiles.Slice(i))]);

        Assert.Equal(expected, await VolumeAsync([.. Ten.Select(i => StackFiles.Slice(i))]));
        Assert.Equal(expected, await VolumeAsync([.. shuffled.Select(i => StackFiles.Slice(i))]));
        Assert.Equal(expected, await VolumeAsync([StackFiles.Enhanced(shuffled)]));
        Assert.Equal(expected, await VolumeAsync([StackFiles.Enhanced([.. shuffled[..6]]), StackFiles.Enhanced([.. shuffled[6..]])]));
    }

    [Fact]
    public async Task Build_localizers_are_dropped()
    {
        byte[] localizer = StackFiles.Slice(4, dataset =>
        {
            dataset.SetString(DicomTags.ImageType, "CS", "ORIGINAL", "PRIMARY", "LOCALIZER");
            dataset.SetString(DicomTags.ImageOrientationPatient, "DS", "1", "0", "0", "0", "0", "-1");
        });
        var expected = await VolumeAsync([.. Ten.Select(i => StackFiles.Slice(i))]);

        Assert.Equal(expected, await VolumeAsync([localizer, .. Ten.Select(i => StackFiles.Slice(i))]));
        Assert.Equal(VolumeReasons.OnlyLocalizers, await RefuseAsync("CT", localizer, localizer));
    }

    [Fact]
    public async Task Normalize_refused_volume_is_a_failure_with_its_code_and_the_slices_go_on()
    {
        var (record, samples) = await NormalizeAsync("CT", [.. Ten.Where(i => i != 4).Select(i => StackFiles.Slice(i))]);
        var failure = Assert.Single(record.Failures);
        Assert.Equal((VolumeReasons.Gap, "1.1", -1), (failure.ReasonCode, failure.SopInstanceUid, failure.Frame));
        Assert.Equal(9, samples.Count);
        Assert.All(samples, sample => Assert.Null(sample.Metadata.Depth));
    }

    [Fact]
    public async Task Build_refuses_by_name()
    {
        Assert.Equal(VolumeReasons.TooFewSlices, await RefuseAsync("CT", StackFiles.Slice(0), StackFiles.Slice(1)));
        Assert.Equal(VolumeReasons.NoGeometry, await RefuseAsync("CT", Changed(dataset => dataset.Remove(DicomTags.ImagePositionPatient))));
        Assert.Equal(VolumeReasons.NoGeometry, await RefuseAsync("CT", Changed(dataset => dataset.SetString(DicomTags.PixelSpacing, "DS", "5"))));
        Assert.Equal(VolumeReasons.InvalidPixelSpacing, await RefuseAsync("CT", Changed(dataset => dataset.SetString(DicomTags.PixelSpacing, "DS", "-5", "5"))));
        Assert.Equal(VolumeReasons.InvalidSliceSpacing, await RefuseAsync("CT", Changed(dataset => dataset.SetString(DicomTags.SpacingBetweenSlices, "DS", "-10"))));
        Assert.Equal(VolumeReasons.InconsistentOrientation, await RefuseAsync("CT", Changed(dataset => dataset.SetString(DicomTags.ImageOrientationPatient, "DS", "0", "1", "0", "0", "0", "-1"))));
        Assert.Equal(VolumeReasons.DuplicatePosition, await RefuseAsync("CT", Changed(dataset => StackFiles.Place(dataset, 1))));
        Assert.Equal(VolumeReasons.NotHounsfield, await RefuseAsync("CT", Changed(dataset => dataset.Remove(DicomTags.RescaleSlope))));
        Assert.Equal(VolumeReasons.SliceNotDecodable, await RefuseAsync("CT", [StackFiles.Slice(0), StackFiles.Slice(1), CompletedSeries.NoDicom]));

        static byte[][] Changed(Action<DicomDataset> change) => [StackFiles.Slice(0), StackFiles.Slice(1), StackFiles.Slice(2, change), StackFiles.Slice(3)];
    }

    [Fact]
    public async Task Build_real_enhanced_ct_equals_the_single_slices_it_was_made_of()
    {
        var folder = MedSsl.Testing.Repository.DevelopmentData("dicom/robyoung");
        Assert.Equal(VolumeReasons.NotHounsfield, await RefuseAsync("CT", Read(folder, "mf.dcm"))); // its rescale type is unspecified

        // So it is taken by percentiles, as an MR.
        var slices = await BuildAsync("MR", Read(folder, "IMG0001.dcm", "IMG0003.dcm", "IMG0002.dcm"));
        var enhanced = await BuildAsync("MR", Read(folder, "mf.dcm"));

        Assert.NotNull(slices.Volume);
        Assert.Equal(slices.Volume.Geometry, enhanced.Volume?.Geometry);
        Assert.Equal(slices.Volume.Voxels, enhanced.Volume!.Voxels);
        Assert.True(slices.Volume.Voxels.Distinct().Count() > 3); // its middle slice is a binary drawing, the others are empty
    }

    [Fact]
    public async Task Build_real_tilted_head_is_sheared_and_its_uneven_slices_interpolated()
    {
        var folder = MedSsl.Testing.Repository.DevelopmentData("dicom/dcm_qa_ct/GE");
        string[] all = ["04.dcm", "08.dcm", "12.dcm", "16.dcm", "20.dcm", "24.dcm", "28.dcm"];
        var whole = new RealStack(Read(folder, all));
        Assert.True(whole.Plan is { IsSheared: true, IsInterpolated: true });
        whole.AssertEveryPixelIsWhereItsFileSays(tolerance: 40);
        Assert.NotNull((await BuildAsync("CT", Read(folder, all))).Volume);

        string[] even = ["16.dcm", "20.dcm", "24.dcm", "28.dcm"];
        var sheared = new RealStack(Read(folder, even));
        Assert.True(sheared.Plan.IsSheared);
        Assert.Equal(29.52 * Math.Cos(18.5 * Math.PI / 180), sheared.Plan.Geometry.DepthSpacing, 0.01);
        sheared.AssertEveryPixelIsWhereItsFileSays(tolerance: 40); // linear between pixels of bone and air
        Assert.NotNull((await BuildAsync("CT", Read(folder, even))).Volume);
    }

    [Fact]
    public async Task Build_real_sagittal_mr_becomes_axial()
    {
        var folder = MedSsl.Testing.Repository.DevelopmentData("mr_t1_dicom/t1_gre_fsp_3d_sag__132750");
        byte[][] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var stack = new RealStack(files);
        Assert.False(stack.Plan.IsSheared);
        Assert.Equal((512, 460, 20), (stack.Plan.Geometry.Depth, stack.Plan.Geometry.Height, stack.Plan.Geometry.Width));
        stack.AssertEveryPixelIsWhereItsFileSays(tolerance: 0);

        var built = await BuildAsync("MR", files);
        var geometry = built.Volume!.Geometry;
        Assert.True(geometry.WidthAxis.X > 0.99 && geometry.HeightAxis.Y > 0.99 && geometry.DepthAxis.Z > 0.99);
        Assert.Equal((256.0, 230.0, 20.0), (Math.Round(geometry.DepthSpacing * 10, 3), Math.Round(geometry.HeightSpacing * 12, 3), Math.Round(geometry.WidthSpacing * 8, 3)));
        Assert.All(built.Volume.Voxels, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Find_brain_of_a_real_head_has_the_size_of_a_brain_and_a_face_has_none()
    {
        var head = new RealStack(Read(MedSsl.Testing.Repository.DevelopmentData("dicom/dcm_qa_ct/GE"), "16.dcm", "20.dcm", "24.dcm", "28.dcm"));
        var box = HeadCrop.Find(head.Volume);
        Assert.NotNull(box);
        Assert.InRange(box.Width * head.Plan.Geometry.WidthSpacing, 125, 155);
        Assert.InRange(box.Height * head.Plan.Geometry.HeightSpacing, 150, 200);

        // Called BRAIN by its scanner; twelve of its thirteen slices lie below or above one.
        var face = Directory.GetFiles(MedSsl.Testing.Repository.DevelopmentData("dicom/dcm_qa_ct/Philips/S21570/S2020")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
        Assert.Null(HeadCrop.Find(new RealStack([.. face]).Volume));
    }

    private static byte[][] Read(string folder, params string[] names) => [.. names.Select(name => File.ReadAllBytes(Path.Combine(folder, name)))];

    private async Task<string> RefuseAsync(string modality, params byte[][] files)
    {
        var built = await BuildAsync(modality, files);
        Assert.Null(built.Volume);
        Assert.NotEmpty(built.Problem!.Reason);
        return built.Problem.Code;
    }

    private async Task<BuiltVolume> BuildAsync(string modality, params byte[][] files)
    {
        var message = await series.AddAsync("1.1", modality, files);
        var manifest = await platform.Store.ReadVerifiedJsonAsync<SeriesManifest>(message.Manifest, CancellationToken.None);
        return await platform.Get<VolumeBuilder>().BuildAsync(manifest, CancellationToken.None);
    }

    /// <summary>The bytes of the volume sample.</summary>
    private async Task<byte[]> VolumeAsync(byte[][] files)
    {
        var (_, samples) = await NormalizeAsync("CT", files);
        return Assert.Single(samples, sample => sample.Metadata.Depth is not null).Payload.ToArray();
    }

    private async Task<(NormalizationRecord Record, List<EncodedSample> Samples)> NormalizeAsync(string modality, byte[][] files)
    {
        var message = await series.AddAsync("1.1", modality, files);
        await platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
        await platform.Get<ReferenceReconciler>().ReconcileAsync(CancellationToken.None);
        await platform.Get<SeriesNormalizer>().NormalizeAsync(message, platform.Get<IBus>(), CancellationToken.None);
        var record = Assert.Single(await platform.ObjectsAsync<NormalizationRecord>(ObjectKeys.NormalizationRecordPrefix));
        await using var bundle = await platform.Store.OpenVerifiedAsync(record.Bundle!, CancellationToken.None);
        return (record, [.. ShardReader.Read(bundle)]);
    }
}
