using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>
/// Decoding of the WG04 files per syntax, one frame at a time: ours from the data set in memory to values, through one worker process where there is
/// one; the tools from file to file, the time that they take to do nothing subtracted. So the hop counts on our side and writing on theirs.
/// </summary>
internal static class DecodeBenchmark
{
    private const double WantedRatio = 1;

    private static readonly (string Syntax, string Pattern, DecodingTool[] Tools)[] Groups =
    [
        ("RLE", "*_RLE.dcm", [DecodingTool.DcmtkRle, DecodingTool.Gdcm]),
        ("JPEG extended, 12 bits", "*jply.dcm", [DecodingTool.DcmtkJpeg, DecodingTool.Gdcm]),
        ("JPEG lossless", "*jpll.dcm", [DecodingTool.DcmtkJpeg, DecodingTool.Gdcm]),
        ("JPEG-LS lossless", "*JLSL.dcm", [DecodingTool.DcmtkJpegLs, DecodingTool.Gdcm]),
        ("JPEG-LS near-lossless", "*JLSN.dcm", [DecodingTool.DcmtkJpegLs, DecodingTool.Gdcm]),
        ("JPEG 2000 lossless", "*J2KR.dcm", [DecodingTool.OpenJpeg, DecodingTool.Gdcm]),
        ("JPEG 2000 lossy", "*J2KI.dcm", [DecodingTool.OpenJpeg, DecodingTool.Gdcm]),
    ];

    public static IEnumerable<BenchmarkRow> Run()
    {
        var data = Environment.GetEnvironmentVariable("MEDSSL_DEV_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data", "dev");
        var folder = Path.Combine(data, "dicom", "wg04");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder} is not there: this benchmark decodes the WG04 files of the development set (MEDSSL_DEV_DATA).");
        }

        using var pool = new CodecWorkerPool(new CodecOptions { Workers = 1 }, TimeProvider.System);
        var temporary = Repository.NewTemporaryFolder();
        try
        {
            foreach (var (syntax, pattern, tools) in Groups)
            {
                foreach (var row in Compare(syntax, Directory.GetFiles(folder, pattern, new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive }), tools, pool, temporary))
                {
                    yield return row;
                }
            }
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static IEnumerable<BenchmarkRow> Compare(string syntax, string[] files, DecodingTool[] tools, IFrameDecoder decoder, string temporary)
    {
        var datasets = files.Select(file => DicomFile.TryParse(File.ReadAllBytes(file), new DicomLimits(), out var dataset, out var error) ? dataset : throw new InvalidDataException(error.Message)).ToList();
        var megabytes = datasets.Sum(dataset => dataset.TryGet(DicomTags.PixelData, out var pixels) ? pixels.Fragments!.Sum(fragment => (long)fragment.Length) : 0) / 1e6;
        void Ours() => datasets.ForEach(dataset => Decode(dataset, decoder));
        Ours();
        var isAlone = true;
        foreach (var tool in tools)
        {
            if (tool.Against(Ours, files, temporary) is { } seconds)
            {
                isAlone = false;
                yield return new BenchmarkRow($"{syntax}: {files.Length} files", megabytes / seconds.Ours, "MB/s of input", tool.Name, megabytes / seconds.Theirs,
                    $">= {WantedRatio}x", seconds.Theirs / seconds.Ours >= WantedRatio);
            }
        }

        if (isAlone)
        {
            yield return new BenchmarkRow($"{syntax}: {files.Length} files", megabytes / Measure.Seconds(Ours), "MB/s of input");
        }
    }

    private static void Decode(DicomDataset dataset, IFrameDecoder decoder)
    {
        if (!PixelDecoder.TryOpen(dataset, new DicomLimits(), decoder, out var source, out var error) || !source.TryDecode(0, out _, out error))
        {
            throw new InvalidDataException(error.Message);
        }
    }
}
