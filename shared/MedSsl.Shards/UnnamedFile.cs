namespace MedSsl.Shards;

/// <summary>A temporary file that no directory names any more, where the system can do that: a process that is killed leaves nothing behind.</summary>
public static class UnnamedFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>An empty file to write and read, on the disk of <paramref name="folder"/>, which is made if it is absent. It goes when it is closed.</summary>
    public static FileStream Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"samples-{Guid.CreateVersion7():N}.partial");
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = BufferBytes,
                Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            });
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
