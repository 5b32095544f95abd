namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>
/// A file that is being written, beside the objects and under no key. Its exclusive lock (flock) ends with the process that writes it,
/// so that what a crash left can be told from a write that goes on, also of another process.
/// </summary>
internal sealed class IncomingFile : IDisposable
{
    private const int Attempts = 3;

    private readonly FileStream _stream;

    private IncomingFile(FileStream stream) => _stream = stream;

    public Stream Stream => _stream;

    public static IncomingFile Create(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
                return new IncomingFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true));
            }
            catch (IOException fault) when (attempt < Attempts && fault is not DirectoryNotFoundException)
            {
                // Between creation and lock the cleaner of another process may have taken the file for a leftover.
            }
        }
    }

    /// <summary>Makes the content durable.</summary>
    public void Sync() => _stream.Flush(flushToDisk: true);

    /// <summary>Gives the content its name, replacing what had it.</summary>
    public void Replace(string path) => File.Move(_stream.Name, path, overwrite: true);

    /// <summary>Gives the content its name unless that is taken.</summary>
    public bool TryName(string path) => Posix.TryLink(_stream.Name, path);

    /// <summary>Removes the aside name (gone already after <see cref="Replace"/>), then lets go of the lock.</summary>
    public void Dispose()
    {
        File.Delete(_stream.Name);
        _stream.Dispose();
    }

    /// <summary>Deletes what writers that are dead left in <paramref name="folder"/>.</summary>
    public static void DeleteLeftovers(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            try
            {
                using var owned = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // Its writer lives, or has finished in this moment.
            }
        }
    }
}
