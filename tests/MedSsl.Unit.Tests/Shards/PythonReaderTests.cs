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

        import hashlib, sys, zlib

        def decode_png(data):
            at, rows = 8, b""
            while at < len(data):
                size, kind = struct.unpack_from(">I4s", data, at)
                content = data[at + 8:at + 8 + size]
                assert zlib.crc32(kind + content) == struct.unpack_from(">I", data, at + 8 + size)[0]
                if kind == b"IHDR":
                    width, height, bits, colour, compression, filters, interlace = struct.unpack(">2I5B", content)
                    assert (bits, colour, compression, filters, interlace) == (16, 0, 0, 0, 0)
                rows += content if kind == b"IDAT" else b""
                at += 12 + size
            rows, stride = zlib.decompress(rows), 2 * width + 1
            assert len(rows) == stride * height
            above, lines = bytes(2 * width), []
            for y in range(height):
                kind, line = rows[y * stride], bytearray(rows[y * stride + 1:(y + 1) * stride])
                for i in range(len(line)):
                    a, b, c = (line[i - 2] if i > 1 else 0), above[i], (above[i - 2] if i > 1 else 0)
                    p = a + b - c
                    paeth = a if abs(p - a) <= min(abs(p - b), abs(p - c)) else b if abs(p - b) <= abs(p - c) else c
                    line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
                above = bytes(line)
                lines.append(above)
            return np.frombuffer(b"".join(lines), ">u2").reshape(height, width)

        for sample in records(sys.argv[1]):
            metadata, pixels = json.loads(sample["json"]), decode(sample["img"])
            assert sample["__key__"] == metadata["key"]
            line = [metadata["key"], pixels.shape[1], pixels.shape[0], hashlib.sha256(pixels.astype("<u2").tobytes()).hexdigest()]
            if "png" in sample:
                line.append("png" if np.array_equal(decode_png(sample["png"]), pixels) else "another png")
            print(*line)
        assert [metadata["key"] for metadata, _ in samples(sys.argv[1])] == [sample["__key__"] for sample in records(sys.argv[1])]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Documented_reader_gives_the_same_pixels(bool png)
    {
        var python = DocumentedPython.Find("numpy, zstandard");
        Assert.SkipWhen(python is null, "python3 with numpy and zstandard is not there (apt-get install python3-numpy python3-zstandard)");
        var folder = Repository.NewTemporaryFolder();
        var samples = TestSamples.Several(4).Append(Smooth(300, 200)).Append(Smooth(1, 5, 98)).OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal)
            .Select(sample => png ? sample with { Png = Png16.Encode(SampleCodec.Decode(sample.Payload.Span)) } : sample).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "shard.tar"), TestSamples.Shard(samples).Bytes);
        File.WriteAllText(Path.Combine(folder, "read.py"), DocumentedPython.Snippet("shard-format.md") + Main);

        var (succeeded, output) = DocumentedPython.Run(python!, Path.Combine(folder, "read.py"), Path.Combine(folder, "shard.tar"));

        Assert.True(succeeded, output);
        Assert.Equal(samples.Select(sample => Line(sample) + (png ? " png" : "")), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
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

    private static EncodedSample Smooth(int width, int height, int number = 99) =>
        new(TestSamples.Metadata(number, width, height), SampleCodec.Encode(TestSamples.Smooth(width, height), width, height));

    private static string Line(EncodedSample sample)
    {
        var image = SampleCodec.Decode(sample.Payload.Span);
        var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(image.Pixels.AsSpan())));
        return string.Create(CultureInfo.InvariantCulture, $"{sample.Metadata.Key} {image.Width} {image.Height} {digest}");
    }
}
