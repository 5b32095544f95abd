using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Checkpoints;

/// <summary>Writes what <c>torch.save</c> writes, byte by byte, and what it never would.</summary>
internal sealed class TorchSave
{
    public const string RebuildTensor = "torch._utils\n_rebuild_tensor_v2";

    private readonly List<byte> _pickle = [0x80, 2];
    private readonly Dictionary<string, byte[]> _storages = [];
    private readonly bool _isOld;

    public TorchSave(bool isOld = false) => _isOld = isOld;

    /// <summary>Everything behind the protocol.</summary>
    public TorchSave Raw(params byte[] operations)
    {
        _pickle.AddRange(operations);
        return this;
    }

    public TorchSave Text(string text) => Raw([(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)]);

    public TorchSave Global(string moduleAndName) => Raw([(byte)'c', .. Encoding.UTF8.GetBytes(moduleAndName), (byte)'\n']);

    public TorchSave Number(long value) => Raw([0x8a, 8, .. BitConverter.GetBytes(value)]);

    public TorchSave Numbers(params long[] values)
    {
        Raw((byte)'(');
        foreach (var value in values)
        {
            Number(value);
        }

        return Raw((byte)'t');
    }

    /// <summary>An empty OrderedDict, and the mark before its items.</summary>
    public TorchSave BeginDictionary() => Global("collections\nOrderedDict").Raw((byte)')', (byte)'R', (byte)'(');

    public TorchSave EndDictionary() => Raw((byte)'u');

    /// <summary>A name and a tensor that has a storage of its own.</summary>
    public TorchSave Entry(string name, Tensor tensor) =>
        View(name, $"{_storages.Count}", StorageOf(tensor.dtype), tensor.contiguous().bytes.ToArray(), tensor.numel(), 0, tensor.shape, tensor.contiguous().stride());

    public TorchSave View(string name, string key, string storageType, byte[] data, long elements, long offset, long[] shape, long[] strides)
    {
        _storages[key] = data;
        Text(name).Global(RebuildTensor).Raw((byte)'(', (byte)'(').Text("storage").Global($"torch\n{storageType}").Text(key).Text("cpu").Number(elements);
        Raw(_isOld ? [(byte)'N', (byte)'t', (byte)'Q'] : [(byte)'t', (byte)'Q']);
        return Number(offset).Numbers(shape).Numbers(strides).Raw(0x89).BeginDictionary().EndDictionary().Raw((byte)'t', (byte)'R');
    }

    /// <summary>The file.</summary>
    /// <param name="order">What its byteorder says; null to leave it out.</param>
    /// <param name="compression">Of its entries.</param>
    public MemoryStream ToStream(string? order = "little", CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var stream = new MemoryStream();
        if (_isOld)
        {
            stream.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3, (byte)'.']);
            stream.Write([0x80, 2, (byte)'}', (byte)'X', 13, 0, 0, 0, .. "little_endian"u8, order == "little" ? (byte)0x88 : (byte)0x89, (byte)'s', (byte)'.']);
            stream.Write([.. _pickle, (byte)'.']);
            stream.Write([0x80, 2, (byte)']', (byte)'(', .. _storages.Keys.SelectMany(key => new byte[] { (byte)'X', (byte)key.Length, 0, 0, 0 }.Concat(Encoding.UTF8.GetBytes(key))), (byte)'e', (byte)'.']);
            Span<byte> count = stackalloc byte[8];
            foreach (var data in _storages.Values)
            {
                BinaryPrimitives.WriteInt64LittleEndian(count, data.Length / sizeof(float));
                stream.Write(count);
                stream.Write(data);
            }
        }
        else
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Put("archive/data.pkl", [.. _pickle, (byte)'.']);
            if (order is not null)
            {
                Put("archive/byteorder", Encoding.UTF8.GetBytes(order));
            }

            foreach (var (key, data) in _storages)
            {
                Put($"archive/data/{key}", data);
            }

            void Put(string name, byte[] content)
            {
                using var entry = archive.CreateEntry(name, compression).Open();
                entry.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>A state dict in a file.</summary>
    public static MemoryStream File(IReadOnlyDictionary<string, Tensor> tensors, bool isOld = false)
    {
        var file = new TorchSave(isOld).BeginDictionary();
        foreach (var (name, tensor) in tensors)
        {
            file.Entry(name, tensor);
        }

        return file.EndDictionary().ToStream();
    }

    private static string StorageOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "FloatStorage",
        ScalarType.Float64 => "DoubleStorage",
        ScalarType.Float16 => "HalfStorage",
        ScalarType.BFloat16 => "BFloat16Storage",
        ScalarType.Int64 => "LongStorage",
        _ => "ByteStorage",
    };
}
