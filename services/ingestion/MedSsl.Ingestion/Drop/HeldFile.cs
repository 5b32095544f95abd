namespace MedSsl.Ingestion.Drop;

/// <summary>
/// A dropped file, read and held: no other process that asks takes it meanwhile. It leaves the folder by <see cref="TryLeave"/>, when its content is
/// durable elsewhere, and only as the file that was read.
/// </summary>
internal sealed class HeldFile : IDisposable
{
    private const int WouldBlock = 11; // EAGAIN of Linux
    private const int SharingViolation = unchecked((int)0x80070020); // of Windows

    private readonly FileStream stream;
    private readonly DroppedFile file;

    private HeldFile(DroppedFile file, FileStream stream, byte[] content) => (this.file, this.stream, Content) = (file, stream, content);

    public byte[] Content { get; }

    /// <summary>
    /// Reads a file. Neither a file nor a problem means: not now. It is gone, or held by another process, or not the one that was looked at.
    /// </summary>
    /// <param name="file">As it was seen.</param>
    /// <param name="maxBytes">Longest content that is read.</param>
    /// <param name="cancellationToken">Nothing was taken yet, and nothing will be.</param>
    public static async Task<(HeldFile? Held, string? Problem)> OpenAsync(DroppedFile file, int maxBytes, CancellationToken cancellationToken)
    {
        if (file.Look.Length > maxBytes)
        {
            return (null, $"the file has {file.Look.Length} bytes, more than the limit of {maxBytes} (Ingestion:MaxFileBytes)");
        }

        FileStream? stream = null;
        try
        {
            stream = Hold(file.Path);
            if (FileLook.Of(stream.SafeFileHandle) != file.Look || new FileInfo(file.Path).LinkTarget is not null)
            {
                return (null, null);
            }

            var content = new byte[file.Look.Length];
            await stream.ReadExactlyAsync(content, cancellationToken);
            if (FileLook.Of(stream.SafeFileHandle) != file.Look)
            {
                return (null, null);
            }

            var held = new HeldFile(file, stream, content);
            stream = null;
            return (held, null);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, "the account of the service may not read the file");
        }
        catch (IOException exception)
        {
            // The message of the operating system may repeat the path, which may hold a name.
            var isForLater = exception is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException || exception.HResult is WouldBlock or SharingViolation;
            return (null, isForLater ? null : "the file cannot be read");
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>
    /// Takes the file out of the folder: deleted, or moved to <paramref name="doneFile"/>. First it gets a name that no sender writes to, so that a newer
    /// file that took its place in the last moment is seen, and stays.
    /// </summary>
    /// <returns>Whether it left; false when it is not the file that was read any more.</returns>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public bool TryLeave(string? doneFile)
    {
        var aside = Path.Combine(Path.GetDirectoryName(file.Path)!, DropNames.TakenPrefix + Guid.CreateVersion7().ToString("N"));
        try
        {
            File.Move(file.Path, aside);
        }
        catch (FileNotFoundException)
        {
            return true; // another process had it too, and was first
        }

        var found = new FileInfo(aside);
        if (new FileLook(found.Length, found.LastWriteTimeUtc) != file.Look)
        {
            PutBack(aside);
            return false;
        }

        try
        {
            if (doneFile is null)
            {
                File.Delete(aside);
            }
            else
            {
                Keep(aside, doneFile);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Under its own name it is known as one that cannot be removed; under another it would be a new input at each attempt.
            PutBack(aside);
            throw;
        }

        return true;
    }

    public void Dispose() => stream.Dispose();

    /// <summary>
    /// Opened for us alone, which among processes of ours decides who takes the file; a sender that locks what it writes is heard as well, whichever of
    /// the two kinds of locks it uses.
    /// </summary>
    private static FileStream Hold(string path)
    {
        // Windows: an open file can be renamed only where its opener allows for that.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, 0, useAsync: true);
        if (OperatingSystem.IsLinux())
        {
            try
            {
                stream.Lock(0, 0); // the whole file; refused while another process holds a POSIX write lock
            }
            catch (IOException)
            {
                stream.Dispose();
                throw new IOException("another process holds a lock on the file", WouldBlock);
            }
        }

        return stream;
    }

    /// <summary>Where the name is taken again, the file stays under its other one, and is looked at as any.</summary>
    private void PutBack(string aside)
    {
        if (!File.Exists(file.Path))
        {
            File.Move(aside, file.Path, overwrite: false);
        }
    }

    private static void Keep(string aside, string doneFile)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(doneFile)!);
        File.Move(aside, File.Exists(doneFile) ? $"{doneFile}~{Guid.CreateVersion7():N}" : doneFile, overwrite: false);
    }
}
