using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>De-identified objects keep the image of their codestreams and nothing that was written beside it.</summary>
public sealed class CodestreamTextsTests
{
    private static readonly DeIdentifier DeIdentifier = new("a site key of at least 32 bytes, for tests"u8);

    [Fact]
    public void DeIdentify_JPEG_loses_comments_application_segments_thumbnails_and_what_follows_its_end()
    {
        var image = new LosslessEncoder { Width = 4, Height = 4, Precision = 8 }.Encode([.. Enumerable.Range(1, 16)]);
        byte[] data =
        [
            0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 1, 1, .. "XYZ"u8]), .. Segment(0xE1, [.. "Exif\0\0MUELLER^HANS"u8]), .. Segment(0xFE, "MUELLER^HANS"u8),
            .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1]), .. image[2..], .. "MUELLER^HANS"u8,
        ];

        var (text, decoded) = DeIdentify(4, TransferSyntaxes.JpegLossless, data);

        Assert.DoesNotContain("MUELLER", text, StringComparison.Ordinal);
        Assert.DoesNotContain("XYZ", text, StringComparison.Ordinal);
        Assert.Contains("JFIF", text, StringComparison.Ordinal);
        Assert.Contains("Adobe\0d\0\0\0\0\u0001", text, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 16).Select(value => (float)value), decoded);
    }

    [Fact]
    public void DeIdentify_text_that_is_cut_by_a_fragment_and_between_scans_is_found()
    {
        var encoder = new LosslessEncoder { Width = 4, Height = 4, Precision = 8, Components = 3, IsPlanar = true };
        var image = encoder.Encode([.. Enumerable.Range(1, 48)]);
        var second = image.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] data = [0xFF, 0xD8, .. Segment(0xFE, "MUELLER^HANS"u8), .. image[2..second], .. Segment(0xFE, "MUELLER^HANS"u8), .. image[second..]];

        var (text, decoded) = DeIdentify(4, TransferSyntaxes.JpegLossless, data[..10], data[10..]);

        Assert.DoesNotContain("MUELL", text, StringComparison.Ordinal);
        Assert.DoesNotContain("HANS", text, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 48).Select(value => (float)value), decoded);
    }

    [Fact]
    public void DeIdentify_JPEG_2000_loses_comments_of_image_and_tiles_and_boxes()
    {
        byte[] main = Codestreams.Jpeg2000(4, 4, 8);
        main = main[..^12]; // up to the first tile-part
        byte[] comment = [0xFF, 0x64, 0, 16, 0, 1, .. "MUELLER^HANS"u8];
        byte[] tile = [0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 36, 0, 1, .. comment, 0xFF, 0x93, 1, 2, 3, 4];
        byte[] boxes = [.. Codestreams.Jp2Boxes[..^8], 0, 0, 0, 20, .. "xml MUELLER^HANS"u8, .. Codestreams.Jp2Boxes[^8..]];
        byte[] data = [.. boxes, .. main, .. comment, .. tile, 0xFF, 0xD9, .. "MUELLER^HANS"u8];

        var (text, _) = DeIdentify(4, TransferSyntaxes.Jpeg2000, data);

        Assert.DoesNotContain("MUELLER", text, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString([.. "jp2c"u8, .. main]), text, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString([0xFF, 0x93, 1, 2, 3, 4, 0xFF, 0xD9, 0, 0]), text, StringComparison.Ordinal);
    }

    [Fact]
    public void DeIdentify_real_codestreams_decode_to_the_same_pixels()
    {
        Codestreams.RequireLibraries();
        var folder = Repository.DevelopmentData("dicom");
        using var pool = new CodecWorkerPool(new CodecOptions(), TimeProvider.System);
        var (compared, changed) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/fuzz/", StringComparison.Ordinal) && new FileInfo(file).Length < 200_000))
        {
            if (DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var dataset, out _) && TransferSyntaxes.CodestreamOf(dataset.TransferSyntaxUid) is not null
                && PixelDecoder.TryOpen(dataset, new DicomLimits(), pool, out var source, out _) && DeIdentifier.TryDeIdentify(dataset, out var result, out _))
            {
                Assert.True(PixelDecoder.TryOpen(Files.Parse(DicomWriter.Write(result)), new DicomLimits(), pool, out var again, out var error), error?.Message);
                Assert.True(source.TryDecode(source.FrameCount - 1, out var expected, out error), error?.Message);
                Assert.True(again.TryDecode(source.FrameCount - 1, out var decoded, out error), error?.Message);
                Assert.True(expected.Values.AsSpan().SequenceEqual(decoded.Values), file);
                compared++;
                changed += dataset.TryGet(DicomTags.PixelData, out var before) && result.TryGet(DicomTags.PixelData, out var after) && !ReferenceEquals(before.Fragments, after.Fragments) ? 1 : 0;
            }
        }

        Assert.InRange(compared, 40, int.MaxValue);
        Assert.InRange(changed, 5, compared - 5); // some carry the name and version of their encoder, some nothing
    }

    private static (string Text, float[] Decoded) DeIdentify(int side, string syntax, params byte[][] fragments)
    {
        var samples = fragments.Length == 1 ? 1 : 3;
        var dataset = Files.Image(side, side, 8, 8, 7, false, samples == 3 ? "RGB" : "MONOCHROME2", [0, 0], samples: samples);
        foreach (var tag in new[] { DicomTags.SopClassUid, DicomTags.SopInstanceUid, DicomTags.StudyInstanceUid, DicomTags.SeriesInstanceUid })
        {
            dataset.SetString(tag, "UI", "1.2.3");
        }

        dataset.TransferSyntaxUid = syntax;
        dataset.Set(new DicomElement(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, .. fragments.Select(fragment => (ReadOnlyMemory<byte>)fragment)]));
        var file = DicomWriter.Write(DeIdentifier.DeIdentify(dataset));
        var read = Files.Parse(file);
        using var pool = new CodecWorkerPool(new CodecOptions(), TimeProvider.System);
        return PixelDecoder.TryOpen(read, new DicomLimits(), pool, out var source, out _) && source.TryDecode(0, out var frame, out _)
            ? (Encoding.Latin1.GetString(file), frame.Values)
            : (Encoding.Latin1.GetString(file), []);
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> body) => [0xFF, marker, 0, (byte)(body.Length + 2), .. body];
}
