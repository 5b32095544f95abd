namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>
/// Where content is written before it gets its name: on the file system of the objects (a rename must not copy), outside of all keys.
/// Each store marks its files with the name of an owner file that it keeps locked (flock); the lock ends with the process, so that what
/// a crash left can be told from a write that goes on, also one of another process. The content itself is never locked: a reader could
/// open it between its rename and the release.
/// </summary>
internal sealed class IncomingFolder(string path) : IDisposable
{
    private const string OwnerSuffix = ".owner";
    private const int Attempts = 5;

    private readonly Lock _gate = new();
    private FileStream? _owner;
    private string _ownerName = "";
    private long _created;

    public IncomingFile Create()
    {
        var owner = Own();
        return IncomingFile.Create(Path.Combine(path, $"{owner}.{Interlocked.Increment(ref _created)}"));
    }

    /// <summary>Creates the folder where it is absent, and deletes what writers that are dead left in it.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        // The listing comes first: the owner of every file in it was there, and locked, before the file.
        foreach (var owned in Directory.GetFiles(path).GroupBy(file => Path.GetFileName(file).Split('.')[0]))
        {
            DeleteWhenDead(Path.Combine(path, owned.Key + OwnerSuffix), owned);
        }
    }

    /// <summary>Gives up the ownership; writes that still go on count as dead from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_owner is not null)
            {
                File.Delete(_owner.Name);
                _owner.Dispose();
                _owner = null;
            }
        }
    }

    private static void DeleteWhenDead(string ownerFile, IEnumerable<string> files)
    {
        try
        {
            using var owner = new FileStream(ownerFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            foreach (var file in files)
            {
                File.Delete(file);
            }

            File.Delete(ownerFile);
        }
        catch (IOException)
        {
            // Locked: its owner lives, or is being looked at by another store.
        }
    }

    private string Own()
    {
        lock (_gate)
        {
            for (var attempt = 1; _owner is null; attempt++)
            {
                var name = Guid.NewGuid().ToString("N");
                try
                {
                    _owner = new FileStream(Path.Combine(path, name + OwnerSuffix), FileMode.CreateNew, FileAccess.Write, FileShare.None);
                    _ownerName = name;
                }
                catch (IOException fault) when (attempt < Attempts && fault is not DirectoryNotFoundException)
                {
                    // Between creation and lock another process may have taken the file for a leftover.
                }
            }

            return _ownerName;
        }
    }
}
