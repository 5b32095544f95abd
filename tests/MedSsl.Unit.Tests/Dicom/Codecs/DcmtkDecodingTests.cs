using System.ComponentModel;
using System.Diagnostics;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Frames of the JPEG and JPEG-LS families against DCMTK's decoders: its own for JPEG, an older CharLS for JPEG-LS.</summary>
[Trait("needs", "servers")]
public sealed class DcmtkDecodingTests : IDisposable
{
    private readonly CodecWorkerPool _pool = new(new CodecOptions(), TimeProvider.System);
    private readonly string _folder = Repository.NewTemporaryFolder();

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The cosine transform may be rounded either way: 1. Of subsampled colour DCMTK interpolates what is repeated here, so only the mean is near.</summary>
    [Theory]
    [InlineData("dcmdjpeg", "cornerstone/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm", 1, 0.02)]
    [InlineData("dcmdjpeg", "cornerstone/CTImage.dcm_JPEGProcess1TransferSyntax_1.2.840.10008.1.2.4.50.dcm", 1, 0.02)]
    [InlineData("dcmdjpeg", "cornerstone/CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm", 1, 0.03)]
    [InlineData("dcmdjpeg", "cornerstone/CTImage.dcm_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm", 1, 0.03)]
    [InlineData("dcmdjpeg", "cornerstone/CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm", 1, 0.03)]
    [InlineData("dcmdjpeg", "wg04/MR1/nema-mr1_jply.dcm", 1, 0.04)]
    [InlineData("dcmdjpeg", "wg04/MR2/MR2_JPLY.dcm", 1, 0.03)]
    [InlineData("dcmdjpeg", "dwv/leadtools-8BitsJpegLossyGrayScale.dcm", 1, 0.02)]
    [InlineData("dcmdjpeg", "pydicom/JPEG-lossy.dcm", 1, 0.01)]
    [InlineData("dcmdjpeg", "pydicom/SC_jpeg_no_color_transform.dcm", 1, 0.01)]
    [InlineData("dcmdjpeg", "pydicom/SC_rgb_dcmtk_+eb+cr.dcm", 0, 0)]
    [InlineData("dcmdjpeg", "pydicom/SC_rgb_jpeg_dcmtk.dcm", 1, 0.02)]
    [InlineData("dcmdjpeg", "fo-dicom/JPEGwithIcon.dcm", 35, 0.15)]
    [InlineData("dcmdjpeg", "fo-dicom/CR-ModalitySequenceLUT.dcm", 0, 0)]
    [InlineData("dcmdjpeg", "fo-dicom/GH538-jpeg14sv1.dcm", 0, 0)]
    [InlineData("dcmdjpeg", "pydicom-data/JPGLosslessP14SV1_1s_1f_8b.dcm", 0, 0)]
    [InlineData("dcmdjpls", "wg04/CT1/CT1_JLSN.dcm", 0, 0)]
    [InlineData("dcmdjpls", "wg04/RG1/RG1_JLSN.dcm", 0, 0)]
    [InlineData("dcmdjpls", "pydicom-data/JLSN_RGB_ILV0.dcm", 0, 0)]
    [InlineData("dcmdjpls", "pydicom/SC_rgb_jls_lossy_line.dcm", 0, 0)]
    [InlineData("dcmdjpls", "pydicom/JPEGLSNearLossless_16.dcm", 0, 0)]
    public void TryDecode_equals_DCMTK(string tool, string name, float largest, double mean)
    {
        Codestreams.RequireLibraries();
        var file = Path.Combine(Repository.DevelopmentData("dicom"), name);
        var decompressed = Path.Combine(_folder, "decompressed.dcm");
        Run(tool, file, decompressed);

        float[] expected = Decode(decompressed), decoded = Decode(file);
        var differences = expected.Zip(decoded, (a, b) => Math.Abs(a - b)).ToList();

        Assert.Equal(expected.Length, decoded.Length);
        Assert.InRange(differences.Max(), 0, largest);
        Assert.InRange(differences.Average(), 0, mean);
    }

    private float[] Decode(string file)
    {
        Assert.True(PixelDecoder.TryOpen(Files.Parse(File.ReadAllBytes(file)), new DicomLimits(), _pool, out var source, out var error), error?.Message);
        Assert.True(source.TryDecode(0, out var decoded, out error), error?.Message);
        return decoded.Values;
    }

    private static void Run(string tool, string input, string output)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, [input, output]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
        }
        catch (Win32Exception)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") != "1", $"{tool} is not installed (package dcmtk)");
            throw;
        }
    }
}
