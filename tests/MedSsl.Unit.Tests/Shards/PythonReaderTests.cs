using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

/// <summary>Runs the Python code of docs/shard-format.md, so that the page stays true and the format stays readable without this library.</summary>
public sealed class PythonReaderTests
{
    private const string Main = """

        import hashlib, sys
        for metadata, pixels in samples(sys.argv[1]):
            print(metadata["key"], pixels.shape[1], pixels.shape[0], hashlib.sha256(pixels.astype("<u2").tobytes()).hexdigest())
        """;

    [Fact]
    public void Documented_reader_gives_the_same_pixels()
    {
        var python = DocumentedPython.Find("numpy, zstandard");
        Assert.SkipWhen(python is null, "python3 with numpy and zstandard is not there (apt-get install python3-numpy python3-zstandard)");
        var folder = Repository.NewTemporaryFolder();
        var samples = TestSamples.Several(4).Append(Smooth(300, 200)).OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "shard.tar"), TestSamples.Shard(samples).Bytes);
        File.WriteAllText(Path.Combine(folder, "read.py"), DocumentedPython.Snippet("shard-format.md") + Main);

        var (succeeded, output) = DocumentedPython.Run(python!, Path.Combine(folder, "read.py"), Path.Combine(folder, "shard.tar"));

        Assert.True(succeeded, output);
        Assert.Equal(samples.Select(Line), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Tar_program_lists_the_members()
    {
        var folder = Repository.NewTemporaryFolder();
        var file = Path.Combine(folder, "shard.tar");
        File.WriteAllBytes(file, TestSamples.Shard(TestSamples.Sample(1)).Bytes);
        var (succeeded, output) = DocumentedPython.Run("tar", "-tvf", file);
        Assert.SkipUnless(succeeded || output.Length > 0, "the program tar is not there");

        Assert.True(succeeded, output);
        Assert.Contains(SampleKey.Of("2.25.1", 0) + ".img", output, StringComparison.Ordinal);
        Assert.Contains("1970-01-01", output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static EncodedSample Smooth(int width, int height) =>
        new(TestSamples.Metadata(99, width, height), SampleCodec.Encode(TestSamples.Smooth(width, height), width, height));

    private static string Line(EncodedSample sample)
    {
        var image = SampleCodec.Decode(sample.Payload.Span);
        var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(image.Pixels.AsSpan())));
        return string.Create(CultureInfo.InvariantCulture, $"{sample.Metadata.Key} {image.Width} {image.Height} {digest}");
    }
}
