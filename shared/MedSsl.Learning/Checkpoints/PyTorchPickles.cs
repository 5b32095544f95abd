using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// A file of <c>torch.save</c> as PyTorch wrote it before 1.6: pickles of a magic number, the protocol, the machine, the object and the keys of its storages, then for each of these its number
/// of elements (i64) and its data.
/// </summary>
internal sealed class PyTorchPickles : IPyTorchContent
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly Dictionary<string, Tensor> _loaded = new(StringComparer.Ordinal);

    private PyTorchPickles(Stream stream)
    {
        var pickles = new PickleReader(stream);
        if (pickles.Read() is not BigInteger magic || magic != Magic || pickles.Read() is not Protocol)
        {
            throw new InvalidDataException("This is a pickle and not a file of torch.save.");
        }

        if (pickles.Read() is Dictionary<object, object?> machine && machine.GetValueOrDefault("little_endian") is not true)
        {
            throw new InvalidDataException("The numbers of the file are in big-endian order; little-endian ones can be read.");
        }

        Root = pickles.Read();
        var storages = pickles.Storages;
        foreach (var key in PickleReader.As<List<object?>>(pickles.Read()).Select(PickleReader.As<string>))
        {
            LoadNext(stream, storages.GetValueOrDefault(key) ?? throw new InvalidDataException($"The file has the storage '{key}', which no tensor of it names."));
        }
    }

    public object? Root { get; }

    /// <exception cref="InvalidDataException">The file is damaged or not one of torch.save.</exception>
    public static PyTorchPickles Open(Stream stream) => new(stream);

    public Tensor Load(PickledStorage storage) => _loaded.GetValueOrDefault(storage.Key) ?? throw new InvalidDataException($"The storage '{storage.Key}' is not in the file.");

    public void Dispose() => _loaded.Clear();

    private void LoadNext(Stream stream, PickledStorage storage)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        stream.ReadExactly(count);
        var elements = BinaryPrimitives.ReadInt64LittleEndian(count);
        if (elements != storage.Elements || (Int128)elements * storage.Type.ElementSize() > stream.Length - stream.Position)
        {
            throw new InvalidDataException($"The storage '{storage.Key}' has {elements} elements; expected are {storage.Elements}, within the {stream.Length - stream.Position} bytes that are left.");
        }

        _loaded[storage.Key] = StorageBytes.Read(stream, storage);
    }
}
