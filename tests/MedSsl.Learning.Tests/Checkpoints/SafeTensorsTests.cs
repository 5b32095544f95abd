using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using MedSsl.Learning.Checkpoints;
using MedSsl.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Checkpoints;

public sealed class SafeTensorsTests
{
    [Fact]
    public void Read_gives_back_what_Write_was_given()
    {
        using var scope = NewDisposeScope();
        var tensors = Examples();

        var read = SafeTensors.Read(new MemoryStream(Written(tensors, new Dictionary<string, string> { ["a"] = "ä" })), out var metadata);

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        Assert.All(tensors, pair =>
        {
            Assert.Equal(pair.Value.dtype, read[pair.Key].dtype);
            Assert.Equal(pair.Value.shape, read[pair.Key].shape);
            Assert.True(pair.Value.eq(read[pair.Key]).all().item<bool>(), pair.Key);
        });
        Assert.Equal("ä", metadata["a"]);
    }

    [Fact]
    public void Write_of_the_same_tensors_in_another_order_gives_the_same_bytes()
    {
        using var scope = NewDisposeScope();
        var tensors = Examples();

        Assert.Equal(Written(tensors), Written(tensors.Reverse().ToDictionary()));
    }

    [Fact]
    public void Python_reads_the_same_values()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(Repository.NewTemporaryFolder(), "t.safetensors");
        File.WriteAllBytes(file, Written(Examples()));

        // The format by its description, with nothing but struct, json and numpy.
        const string Script = """
            import json, struct, sys
            import numpy
            data = open(sys.argv[1], "rb").read()
            size, = struct.unpack("<Q", data[:8])
            types = {"F32": "<f4", "I64": "<i8", "U8": "u1", "F64": "<f8"}
            for name, entry in sorted(json.loads(data[8:8 + size]).items()):
                begin, end = entry["data_offsets"]
                assert begin % numpy.dtype(types[entry["dtype"]]).itemsize == 0, name
                values = numpy.frombuffer(data[8 + size + begin:8 + size + end], types[entry["dtype"]]).reshape(entry["shape"])
                print(name, values.dtype, values.shape, values.ravel().tolist())
            """;
        var output = Python(Script, file);

        Assert.Equal(
            """
            bytes uint8 (3,) [1, 2, 255]
            count int64 () [9007199254740993]
            matrix float32 (2, 3) [0.0, 1.5, 3.0, 4.5, 6.0, 7.5]
            none float32 (0, 4) []
            transposed float64 (2, 2) [1.0, 3.0, 2.0, 4.0]

            """,
            output);
    }

    [Fact]
    public void Read_of_a_file_that_is_cut_off_says_so()
    {
        using var scope = NewDisposeScope();
        var bytes = Written(Examples());

        for (var length = 0; length < bytes.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes, 0, length)));
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "expected are 8 bytes from 0 on")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "expected are 4 bytes from 0 on")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "no negative size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", "expected are")]
    [InlineData("""{"a":{"dtype":"X32","shape":[1],"data_offsets":[0,4]}}""", "type 'X32'")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""[1,2]""", "header")]
    [InlineData("""{"a":""", "header")]
    public void Read_of_a_false_header_names_the_fault(string header, string expected)
    {
        var bytes = new byte[8 + header.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));

        var exception = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_of_an_absurd_header_length_allocates_nothing()
    {
        var exception = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(Enumerable.Repeat((byte)0xFF, 64).ToArray())));

        Assert.Contains("Not a safetensors file", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> Examples() => new()
    {
        ["bytes"] = tensor(new byte[] { 1, 2, 255 }),
        ["matrix"] = tensor(new[] { 0f, 1.5f, 3f, 4.5f, 6f, 7.5f }).view(2, 3),
        ["count"] = tensor(9007199254740993L),
        ["none"] = zeros(0, 4),
        ["transposed"] = tensor(new[] { 1.0, 2.0, 3.0, 4.0 }).view(2, 2).t(),
    };

    private static byte[] Written(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static string Python(string script, string argument)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script, argument]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Assert.SkipUnless(File.Exists(start.FileName), "python3 is not there");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Result.Contains("No module named 'numpy'", StringComparison.Ordinal), "numpy is not there");
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
