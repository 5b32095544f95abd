namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>Content that is being written and has no key yet.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly FileStream _stream;

    private IncomingFile(FileStream stream) => _stream = stream;

    public Stream Stream => _stream;

    public static IncomingFile Create(string path) =>
        new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true));

    /// <summary>Makes the content durable.</summary>
    public void Sync() => _stream.Flush(flushToDisk: true);

    /// <summary>Gives the content its name, replacing what had it.</summary>
    public void Replace(string path) => File.Move(_stream.Name, path, overwrite: true);

    /// <summary>Gives the content its name unless that is taken.</summary>
    public bool TryName(string path) => Posix.TryLink(_stream.Name, path);

    /// <summary>Removes the name it was written under, which is gone already after <see cref="Replace"/>.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_stream.Name);
    }
}
