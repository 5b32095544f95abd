using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>The compressed files of the development set: against their uncompressed twins, and for refusals.</summary>
public sealed class CompressedFilesTests : IDisposable
{
    private readonly CodecWorkerPool _pool = new(new CodecOptions(), TimeProvider.System);

    /// <summary>Files of a syntax that is decoded, and that are refused nevertheless: what is wrong with them.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["fo-dicom/multiframe.dcm"] = "240 x 55 pixels, the data set says 240 x 240", // from frame 14 on
        ["pydicom/JPEG2000-embedded-sequence-delimiter.dcm"] = "3722445056 x 1024", // a delimiter was written over the width
    };

    private static string Folder
    {
        get
        {
            Codestreams.RequireLibraries();
            return Repository.DevelopmentData("dicom");
        }
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Every lossless file of WG04 beside its uncompressed image.</summary>
    [Theory]
    [InlineData("wg04/CT1/CT1_UNC.dcm", "wg04/CT1/CT1_J2KR.dcm", "wg04/CT1/CT1_JLSL.dcm", "wg04/CT1/nema-ct1_jpll.dcm")]
    [InlineData("wg04/MR1/MR1_UNC.dcm", "wg04/MR1/MR1_J2KR.dcm", "wg04/MR1/MR1_JLSL.dcm", "wg04/MR1/MR1_JPLL.dcm")]
    [InlineData("wg04/MR2/MR2_UNCR.dcm", "wg04/MR2/MR2_J2KR.dcm", "wg04/MR2/MR2_JLSL.dcm", "wg04/MR2/MR2_JPLL.dcm")]
    [InlineData("wg04/NM1/NM1_UNC.dcm", "wg04/NM1/nema-nm1_j2kr.dcm", "wg04/NM1/NM1_JLSL.dcm", "pydicom-data/JPEG-LL.dcm")]
    [InlineData("wg04/RG3/RG3_UNC.dcm", "wg04/RG3/RG3_J2KR.dcm", "wg04/RG3/RG3_JLSL.dcm", "wg04/RG3/RG3_JPLL.dcm")]
    [InlineData("wg04/VL1/VL1_UNC.dcm", "wg04/VL1/VL1_J2KR.dcm")]
    [InlineData("cornerstone/CTImage.dcm", "cornerstone/CTImage.dcm_JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90.dcm",
        "cornerstone/CTImage.dcm_JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm", "cornerstone/CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm",
        "cornerstone/CTImage.dcm_JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70.dcm")]
    [InlineData("pydicom/MR_small.dcm", "pydicom/MR_small_jp2klossless.dcm", "pydicom/MR_small_jpeg_ls_lossless.dcm")]
    [InlineData("pydicom-data/liver.dcm", "pydicom-data/liver_j2k.dcm", "pydicom-data/liver_deflate.dcm")]
    [InlineData("pydicom-data/liver_nonbyte_aligned.dcm", "pydicom-data/liver_nonbyte_aligned_j2k.dcm", "pydicom-data/liver_nonbyte_aligned_deflate.dcm")]
    public void TryDecode_lossless_files_equal_their_uncompressed_twin(string twin, params string[] files)
    {
        var expected = Decode(twin);
        Assert.All(files, file => Assert.True(expected.AsSpan().SequenceEqual(Decode(file)), file));
    }

    /// <summary>The largest and the mean absolute difference from the uncompressed image, stored values: what the encoder lost, as measured and rounded up, and one more for rounding.</summary>
    [Theory]
    [InlineData("wg04/CT1/CT1_UNC.dcm", "wg04/CT1/CT1_JLSN.dcm", 4, 2.15)] // NEAR is 4
    [InlineData("wg04/MR1/MR1_UNC.dcm", "wg04/MR1/MR1_JLSN.dcm", 4, 2.22)] // NEAR is 4
    [InlineData("wg04/MR2/MR2_UNCR.dcm", "wg04/MR2/MR2_JLSN.dcm", 4, 1.75)] // NEAR is 4
    [InlineData("wg04/NM1/NM1_UNC.dcm", "wg04/NM1/NM1_JLSN.dcm", 4, 1.29)] // NEAR is 4
    [InlineData("wg04/RG3/RG3_UNC.dcm", "wg04/RG3/RG3_JLSN.dcm", 4, 1.55)] // NEAR is 4
    [InlineData("wg04/CT1/CT1_UNC.dcm", "wg04/CT1/CT1_J2KI.dcm", 352, 26)]
    [InlineData("wg04/MR1/MR1_UNC.dcm", "wg04/MR1/MR1_J2KI.dcm", 396, 35)]
    [InlineData("wg04/MR2/MR2_UNCR.dcm", "wg04/MR2/MR2_J2KI.dcm", 32, 4)]
    [InlineData("wg04/NM1/NM1_UNC.dcm", "wg04/NM1/NM1_J2KI.dcm", 101, 4.3)]
    [InlineData("wg04/RG3/RG3_UNC.dcm", "wg04/RG3/RG3_J2KI.dcm", 9, 0.8)]
    [InlineData("wg04/US1/US1_UNCR.dcm", "wg04/US1/US1_J2KI.dcm", 124, 1.8)]
    [InlineData("wg04/VL1/VL1_UNC.dcm", "wg04/VL1/VL1_J2KI.dcm", 44, 1.2)]
    [InlineData("wg04/MR1/MR1_UNC.dcm", "wg04/MR1/nema-mr1_jply.dcm", 128, 11.3)]
    [InlineData("wg04/MR2/MR2_UNCR.dcm", "wg04/MR2/MR2_JPLY.dcm", 61, 5.7)]
    [InlineData("wg04/RG3/RG3_UNC.dcm", "wg04/RG3/RG3_JPLY.dcm", 48, 1.8)]
    public void TryDecode_lossy_files_are_near_their_uncompressed_twin(string twin, string file, int largest, double mean)
    {
        float[] expected = Decode(twin), decoded = Decode(file);
        var differences = expected.Zip(decoded, (a, b) => Math.Abs(a - b)).ToList();

        Assert.Equal(expected.Length, decoded.Length);
        Assert.InRange(differences.Max(), 0, file.Contains("JLSN", StringComparison.Ordinal) ? largest : largest + 1);
        Assert.InRange(differences.Average(), 0, mean);
    }

    [Theory]
    [InlineData("pydicom-data/JLSL_RGB_ILV0.dcm", "pydicom-data/JLSL_RGB_ILV1.dcm")] // planes, lines
    [InlineData("pydicom-data/JLSL_RGB_ILV0.dcm", "pydicom-data/JLSL_RGB_ILV2.dcm")] // pixels
    [InlineData("pydicom/SC_rgb_jpeg_gdcm.dcm", "pydicom/SC_rgb_gdcm_KY.dcm")] // lossless JPEG, JPEG 2000
    [InlineData("pydicom/SC_rgb_jpeg_lossy_gdcm.dcm", "robyoung/SC_rgb_jpeg_lossy_gdcm.dcm")] // YBR_FULL, and RGB by mistake
    [InlineData("pydicom-data/emri_small_jpeg_2k_lossless.dcm", "pydicom-data/emri_small_jpeg_ls_lossless.dcm")] // ten frames
    public void TryDecode_one_image_in_two_codestreams_gives_the_same_pixels(string first, string second) => Assert.Equal(Decode(first), Decode(second));

    [Fact]
    public void TryDecode_every_compressed_file_is_decoded_or_refused_with_its_reason()
    {
        var decoded = 0;
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Folder, file);
            if (!name.StartsWith("fuzz", StringComparison.Ordinal) && DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var dataset, out _)
                && TransferSyntaxes.CodestreamOf(dataset.TransferSyntaxUid) is not null && dataset.TryGet(DicomTags.PixelData, out _))
            {
                var problem = Problem(dataset);
                decoded += problem is null ? 1 : 0;
                if (problem is not null)
                {
                    refused[name] = problem;
                }
            }
        }

        Assert.Equal(Refused.Keys.Order(StringComparer.Ordinal), refused.Keys.Order(StringComparer.Ordinal));
        Assert.All(Refused, pair => Assert.Contains(pair.Value, refused[pair.Key], StringComparison.Ordinal));
        Assert.Equal(103, decoded);
    }

    [Fact]
    public void TryDecode_malformed_files_neither_end_nor_hold_the_service()
    {
        using var pool = new CodecWorkerPool(new CodecOptions { WorkerMemoryMegabytes = 256, FrameProcessorTime = TimeSpan.FromSeconds(2) }, TimeProvider.System);
        var files = Directory.GetFiles(Repository.DevelopmentData("dicom/fuzz"), "*", SearchOption.AllDirectories);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var outcome = "not DICOM";
            if (DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var dataset, out var error))
            {
                outcome = PixelDecoder.TryOpen(dataset, new DicomLimits(), pool, out var source, out error) && source.TryDecode(0, out _, out error) ? "decoded" : "refused";
            }

            Assert.True(outcome == "decoded" || error!.Message.Length > 10, file);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.Equal(335, outcomes.Values.Sum());
        Assert.True(outcomes["refused"] > 0 && outcomes["decoded"] > 0);
    }

    /// <summary>Small real codestreams of each decoder, damaged at random places: whatever their worker does, an answer comes and the next frame is decoded.</summary>
    [Theory]
    [InlineData("pydicom/MR_small_jp2klossless.dcm")]
    [InlineData("pydicom/SC_rgb_gdcm_KY.dcm")]
    [InlineData("pydicom-data/liver_j2k.dcm")]
    [InlineData("pydicom/MR_small_jpeg_ls_lossless.dcm")]
    [InlineData("pydicom-data/JLSN_RGB_ILV0.dcm")]
    [InlineData("pydicom/SC_rgb_dcmtk_+eb+cy+np.dcm")]
    [InlineData("pydicom/SC_rgb_jpeg_gdcm.dcm")]
    public void TryDecode_damaged_codestreams_are_answered(string file)
    {
        using var pool = new CodecWorkerPool(new CodecOptions { WorkerMemoryMegabytes = 256, FrameProcessorTime = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var recorder = new FakeFrameDecoder();
        Assert.True(PixelDecoder.TryOpen(Dataset(file), new DicomLimits(), recorder, out var source, out _));
        source.TryDecode(0, out _, out _);
        var frame = recorder.Asked[0];
        var whole = pool.Decode(frame, out _);
        var random = new Random(1);
        for (var round = 0; round < 24; round++)
        {
            var data = frame.Codestream.ToArray();
            for (var flips = random.Next(1, 9); flips > 0; flips--)
            {
                data[random.Next(data.Length)] ^= (byte)(1 << random.Next(8));
            }

            data = round % 4 == 0 ? data[..random.Next(20, data.Length)] : data;
            if (CodestreamHeader.TryRead(data, out var header, out _) && header.CellBytes == frame.Header.CellBytes)
            {
                Assert.True(pool.Decode(frame with { Codestream = data }, out var error) is not null || error!.Message.Length > 10);
            }
        }

        Assert.Equal(whole, pool.Decode(frame, out _));
    }

    private float[] Decode(string name)
    {
        Assert.True(PixelDecoder.TryOpen(Dataset(name), new DicomLimits(), _pool, out var source, out var error), error?.Message);
        var values = new float[source.FrameCount * source.Rows * source.Columns * source.Samples];
        for (var frame = 0; frame < source.FrameCount; frame++)
        {
            Assert.True(source.TryDecode(frame, out var decoded, out error), error?.Message);
            decoded.Values.CopyTo(values, frame * decoded.Values.Length);
        }

        return values;
    }

    private string? Problem(DicomDataset dataset)
    {
        if (!PixelDecoder.TryOpen(dataset, new DicomLimits(), _pool, out var source, out var error))
        {
            return error.Message;
        }

        // The first, one in the middle and the last: of a hundred frames not all.
        return new[] { 0, source.FrameCount / 2, source.FrameCount - 1 }.Distinct().Select(frame => source.TryDecode(frame, out _, out var problem) ? null : problem.Message)
            .FirstOrDefault(problem => problem is not null);
    }

    private static DicomDataset Dataset(string name) => Files.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
}
