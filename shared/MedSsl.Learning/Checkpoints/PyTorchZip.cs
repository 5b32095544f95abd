using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// A file of <c>torch.save</c> as PyTorch writes it since 1.6: a zip archive with <c>data.pkl</c>, one file of numbers per storage under <c>data/</c>, and <c>byteorder</c>, all in one folder
/// and none compressed.
/// </summary>
internal sealed class PyTorchZip : IPyTorchContent
{
    private const string PickleName = "data.pkl";

    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly Dictionary<string, Tensor> _loaded = new(StringComparer.Ordinal);

    private PyTorchZip(ZipArchive archive)
    {
        _archive = archive;
        var pickles = archive.Entries.Where(entry => entry.FullName.EndsWith($"/{PickleName}", StringComparison.Ordinal)).ToList();
        if (pickles is not [var pickle])
        {
            throw new InvalidDataException($"The zip archive has {pickles.Count} files {PickleName}; a file of torch.save has one.");
        }

        _folder = pickle.FullName[..^PickleName.Length];
        if (archive.GetEntry($"{_folder}byteorder") is { } order)
        {
            using var reader = new StreamReader(Content(order));
            if (reader.ReadToEnd() is not "little" and var found)
            {
                throw new InvalidDataException($"The numbers of the file are in {found}-endian order; little-endian ones can be read.");
            }
        }

        using var content = Content(pickle);
        Root = new PickleReader(content).Read();
    }

    public object? Root { get; }

    public static bool IsZip(Stream stream)
    {
        Span<byte> start = stackalloc byte[4];
        var position = stream.Position;
        var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return count == start.Length && start.SequenceEqual("PK\x03\x04"u8);
    }

    /// <exception cref="InvalidDataException">The archive is damaged or not one of torch.save.</exception>
    public static PyTorchZip Open(Stream stream)
    {
        var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            return new PyTorchZip(archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public Tensor Load(PickledStorage storage)
    {
        if (_loaded.TryGetValue(storage.Key, out var loaded))
        {
            return loaded;
        }

        var bytes = storage.Elements * storage.Type.ElementSize();
        var entry = _archive.GetEntry($"{_folder}data/{storage.Key}");
        if (entry?.Length != bytes)
        {
            throw new InvalidDataException($"The storage '{storage.Key}' of {storage.Elements} {storage.Type} has {entry?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes in the archive; expected are {bytes}.");
        }

        using var content = Content(entry);
        return _loaded[storage.Key] = StorageBytes.Read(content, storage);
    }

    public void Dispose() => _archive.Dispose();

    // What is not compressed cannot become larger than the file.
    private static Stream Content(ZipArchiveEntry entry) =>
        entry.CompressedLength == entry.Length ? entry.Open() : throw new InvalidDataException($"'{entry.FullName}' is compressed, which PyTorch never does; save the file with torch.save.");
}
