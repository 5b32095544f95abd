using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using MedSsl.Learning.Checkpoints;
using MedSsl.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Checkpoints;

public sealed class PyTorchFileTests
{
    private static readonly float[] Six = [0f, 1.5f, 3f, 4.5f, 6f, 7.5f];

    private static byte[] SixBytes => [.. Six.SelectMany(BitConverter.GetBytes)];

    [Fact]
    public void Read_gives_the_values_and_types_of_the_file()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["matrix"] = tensor(Six).view(2, 3),
            ["half"] = tensor(Six).to(ScalarType.Float16),
            ["brain"] = tensor(Six).to(ScalarType.BFloat16),
            ["double"] = tensor(new[] { 1 / 3.0 }),
            ["count"] = tensor(9007199254740993L),
            ["bytes"] = tensor(new byte[] { 1, 2, 255 }),
            ["none"] = zeros(0, 4),
        };

        var read = PyTorchFile.Read(TorchSave.File(tensors));

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        Assert.All(tensors, pair =>
        {
            Assert.Equal((pair.Value.dtype, string.Join(',', pair.Value.shape)), (read[pair.Key].dtype, string.Join(',', read[pair.Key].shape)));
            Assert.True(pair.Value.eq(read[pair.Key]).all().item<bool>(), pair.Key);
        });
        Assert.Equal(Six, PyTorchFile.Read(TorchSave.File(new Dictionary<string, Tensor> { ["a"] = tensor(Six) }, isOld: true))["a"].data<float>().ToArray());
    }

    [Fact]
    public void Read_follows_offsets_strides_and_storages_that_tensors_share()
    {
        using var scope = NewDisposeScope();
        var file = new TorchSave().BeginDictionary()
            .View("transposed", "0", "FloatStorage", SixBytes, 6, 0, [3, 2], [1, 3])
            .View("second", "0", "FloatStorage", SixBytes, 6, 3, [3], [1])
            .EndDictionary().ToStream(order: null);

        var read = PyTorchFile.Read(file);

        Assert.Equal([0f, 4.5f, 1.5f, 6f, 3f, 7.5f], read["transposed"].data<float>().ToArray());
        Assert.Equal([4.5f, 6f, 7.5f], read["second"].data<float>().ToArray());
    }

    [Fact]
    public void Read_finds_the_state_dict_in_a_training_checkpoint_and_parameters_in_it()
    {
        using var scope = NewDisposeScope();
        var file = new TorchSave().Raw((byte)'}', (byte)'(').Text("epoch").Raw((byte)'K', 3).Text("rate").Raw((byte)'G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0)
            .Text("state_dict").BeginDictionary().Text("w").Global("torch._utils\n_rebuild_parameter").Raw((byte)'(');
        file.Global(TorchSave.RebuildTensor).Raw((byte)'(', (byte)'(').Text("storage").Global("torch\nFloatStorage").Text("0").Text("cuda:0").Number(2).Raw((byte)'t', (byte)'Q').Number(0).Numbers(2).Numbers(1).Raw(0x88).BeginDictionary().EndDictionary().Raw((byte)'t', (byte)'R');
        file.Raw(0x88).BeginDictionary().EndDictionary().Raw((byte)'t', (byte)'R').EndDictionary().Raw((byte)'u');
        using var stream = file.ToStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("archive/data/0", CompressionLevel.NoCompression).Open();
            entry.Write(SixBytes, 4, 8);
        }

        stream.Position = 0;
        Assert.Equal([1.5f, 3f], PyTorchFile.Read(stream)["w"].data<float>().ToArray());
    }

    [Fact]
    public void Read_of_a_pickle_that_would_run_something_names_it_and_runs_nothing()
    {
        var flag = Path.Combine(Repository.NewTemporaryFolder(), "ran");
        using var attack = new TorchSave().Global("posix\nsystem").Text($"touch {flag}").Raw(0x85, (byte)'R').ToStream();

        Assert.Contains("'posix.system'", Failure(attack), StringComparison.Ordinal);
        Assert.False(File.Exists(flag));
    }

    [Fact]
    public void Read_of_protocol_4_understands_its_frames_memo_and_names()
    {
        using var scope = NewDisposeScope();
        using var file = new TorchSave()
            .Raw(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, (byte)'(', 0x8c, 1, (byte)'a', 0x94)
            .Raw([0x8c, 12, .. "torch._utils"u8, 0x8c, 18, .. "_rebuild_tensor_v2"u8, 0x93, 0x94, (byte)'(', (byte)'('])
            .Raw([0x8c, 7, .. "storage"u8, 0x8c, 5, .. "torch"u8, 0x8c, 12, .. "FloatStorage"u8, 0x93, 0x8c, 1, (byte)'0', 0x8c, 3, .. "cpu"u8, (byte)'K', 0, (byte)'t', (byte)'Q'])
            .Raw((byte)'K', 0, (byte)'K', 0, 0x85, (byte)'K', 1, 0x85, 0x89, (byte)'}', (byte)'t', (byte)'R')
            .Text("again").Raw((byte)'h', 1, (byte)'u').ToStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.CreateEntry("archive/data/0", CompressionLevel.NoCompression);
        }

        file.Position = 0;
        Assert.Equal([0L], PyTorchFile.Read(file)["a"].shape);
    }

    [Fact]
    public void Read_of_an_archive_that_is_compressed_or_big_endian_or_has_no_state_dict_says_so()
    {
        using var scope = NewDisposeScope();
        var dictionary = new TorchSave().BeginDictionary().Entry("a", zeros(400)).EndDictionary();

        Assert.Contains("is compressed", Failure(dictionary.ToStream(compression: CompressionLevel.Optimal)), StringComparison.Ordinal);
        Assert.Contains("big-endian", Failure(dictionary.ToStream(order: "big")), StringComparison.Ordinal);
        Assert.Contains("a dictionary of 'epoch'", Failure(new TorchSave().Raw((byte)'}').Text("epoch").Raw((byte)'K', 3, (byte)'s').ToStream()), StringComparison.Ordinal);
        Assert.Contains("not a file of torch.save", Failure(new MemoryStream([0x80, 2, (byte)'K', 1, (byte)'.'])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0, new long[] { 7 }, new long[] { 1 }, "does not lie within its storage of 6")] // one too many
    [InlineData(6, 4, new long[] { 3 }, new long[] { 1 }, "does not lie within its storage of 6")]
    [InlineData(6, 0, new long[] { 2, 2 }, new long[] { 9, 1 }, "does not lie within its storage of 6")]
    [InlineData(6, -1, new long[] { 2 }, new long[] { 1 }, "does not lie within its storage of 6")]
    [InlineData(6, 0, new long[] { -2 }, new long[] { 1 }, "does not lie within its storage of 6")]
    [InlineData(6, 0, new long[] { 1L << 40, 1L << 40, 1L << 40, 1L << 40 }, new long[] { 0, 0, 0, 0 }, "does not lie within its storage of 6")] // one value, spread over all memory
    [InlineData(7, 0, new long[] { 7 }, new long[] { 1 }, "has 24 bytes in the archive; expected are 28")]
    [InlineData(1L << 40, 0, new long[] { 7 }, new long[] { 1 }, "made to fill the memory")]
    public void Read_of_a_view_that_its_storage_does_not_have_is_refused_before_it_is_made(long elements, long offset, long[] shape, long[] strides, string expected)
    {
        using var file = new TorchSave().BeginDictionary().View("a", "0", "FloatStorage", SixBytes, elements, offset, shape, strides).EndDictionary().ToStream();

        Assert.Contains(expected, Failure(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'t' }, "has not opened")]
    [InlineData(new byte[] { (byte)'R' }, "where there is none")]
    [InlineData(new byte[] { (byte)'h', 3 }, "recalls value 3")]
    [InlineData(new byte[] { (byte)'X', 255, 255, 255, 127 }, "longer than")]
    [InlineData(new byte[] { (byte)'X', 255, 255, 255, 255 }, "longer than")]
    [InlineData(new byte[] { (byte)'i' }, "operation 0x69")] // calls what its text names
    [InlineData(new byte[] { 0x81 }, "operation 0x81")]
    [InlineData(new byte[] { 0x80, 9 }, "protocol 9")]
    [InlineData(new byte[] { (byte)'K', 1, (byte)'Q' }, "where a Object[] belongs")]
    [InlineData(new byte[] { (byte)'}', (byte)'N', (byte)'N', (byte)'s' }, "neither text nor a number")]
    public void Read_of_a_damaged_pickle_says_what_is_wrong(byte[] operations, string expected) => Assert.Contains(expected, Failure(new TorchSave().Raw(operations).ToStream()), StringComparison.Ordinal);

    [Fact]
    public void Read_of_a_file_that_is_cut_off_or_has_a_byte_changed_is_refused_or_gives_tensors()
    {
        using var scope = NewDisposeScope();
        foreach (var isOld in new[] { false, true })
        {
            var bytes = TorchSave.File(new Dictionary<string, Tensor> { ["a"] = tensor(Six), ["b"] = zeros(2, 2) }, isOld).ToArray();
            for (var i = 0; i < bytes.Length; i += isOld ? 1 : 5)
            {
                Assert.Throws<InvalidDataException>(() => PyTorchFile.Read(new MemoryStream(bytes, 0, i)));
                var changed = (byte[])bytes.Clone();
                changed[i] ^= 0x41;
                Assert.True(Record.Exception(() => PyTorchFile.Read(new MemoryStream(changed))) is null or InvalidDataException, $"byte {i}");
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_of_a_file_that_PyTorch_wrote_gives_its_values(bool isZip)
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(Repository.NewTemporaryFolder(), "real.pth");
        const string Script = """
            import sys, torch
            layer = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
            for tensor in layer.state_dict().values():
                tensor.copy_(torch.arange(tensor.numel()).view(tensor.shape))
            state = layer.state_dict()
            state["turned"] = torch.arange(6.0).view(2, 3).t()
            state["half"] = torch.tensor([0.5, -2.0]).half()
            torch.save({"epoch": 3, "arch": "x", "best": 0.5, "state_dict": state}, sys.argv[1], _use_new_zipfile_serialization=sys.argv[2] == "True")
            """;
        RunPython(Script, file, $"{isZip}");

        using var stream = File.OpenRead(file);
        var read = PyTorchFile.Read(stream);

        Assert.Equal(["0.bias", "0.weight", "1.bias", "1.num_batches_tracked", "1.running_mean", "1.running_var", "1.weight", "half", "turned"], read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("2,1,3,3", string.Join(',', read["0.weight"].shape));
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (float)i), read["0.weight"].data<float>().ToArray());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], read["turned"].data<float>().ToArray());
        Assert.Equal([0.5f, -2f], read["half"].to(ScalarType.Float32).data<float>().ToArray());
    }

    private static string Failure(Stream stream) => Assert.Throws<InvalidDataException>(() => PyTorchFile.Read(stream)).Message;

    private static void RunPython(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script, .. arguments]) { RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(arguments[0]) }; // not where the natives lie in torch/
        Assert.SkipUnless(File.Exists(start.FileName), "python3 is not there");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Contains("No module named 'torch'", StringComparison.Ordinal), "python3-torch is not there");
        Assert.True(process.ExitCode == 0, error);
    }
}
