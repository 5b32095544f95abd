namespace MedSsl.AllInOne.Sessions;

/// <summary>
/// One process per data folder while the bus is in memory: messages, leases and caches of two processes would not know of each other. The
/// operating system drops the lock with the process, however it ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream file;

    public DataFolderLock(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            file = new FileStream(Path.Combine(folder, "medssl.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DataFolderInUseException(folder);
        }
    }

    public void Dispose() => file.Dispose();
}
