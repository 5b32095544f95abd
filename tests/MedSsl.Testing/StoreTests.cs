using MedSsl.ObjectStorage.FileSystem;
using Xunit;

namespace MedSsl.Testing;

/// <summary>Tests over an object store in a folder of their own.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    /// <summary>For temporary files; the objects lie below it.</summary>
    protected string Folder { get; } = Repository.NewTemporaryFolder();

    /// <summary>The store.</summary>
    protected FileSystemObjectStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Store = new FileSystemObjectStore(Path.Combine(Folder, "objects"), "medssl");
        await Store.EnsureReadyAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
