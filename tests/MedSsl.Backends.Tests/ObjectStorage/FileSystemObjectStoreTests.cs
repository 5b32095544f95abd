using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.ObjectStorage;

public sealed class FileSystemObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly string _root = Repository.NewTemporaryFolder();

    private string Incoming => Path.Combine(_root, ".incoming");

    private IEnumerable<string> IncomingContent => Directory.EnumerateFiles(Incoming).Where(file => !file.EndsWith(".owner", StringComparison.Ordinal));

    private readonly List<FileSystemObjectStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        Directory.Delete(_root, recursive: true);
    }

    protected override async Task<IObjectStore> CreateAsync()
    {
        var store = new FileSystemObjectStore(_root, "bucket");
        _stores.Add(store);
        await store.EnsureReadyAsync(Cancellation);
        return store;
    }

    [Fact]
    public async Task Start_removes_what_a_crash_left_and_spares_a_write_that_goes_on()
    {
        var store = await CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(Incoming, "dead.1"), "half", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Incoming, "dead.owner"), "", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Incoming, "orphan.1"), "half", Cancellation);
        using var other = new FileSystemObjectStore(_root, "bucket");
        using var content = new ActingStream(Bytes(2_000_000, seed: 1), 1_000_000, () => other.EnsureReadyAsync(Cancellation));

        var result = await store.PutAsync("a/b", content, "x/y", PutCondition.Overwrite, Cancellation);

        Assert.Equal(Bytes(2_000_000, seed: 1), await store.ReadVerifiedAsync(result.Object, Cancellation));
        Assert.Empty(IncomingContent);
        Assert.False(File.Exists(Path.Combine(Incoming, "dead.owner")));
    }

    [Fact]
    public async Task Leftovers_are_never_listed()
    {
        var store = await CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(Incoming, "leftover"), "half", Cancellation);

        Assert.Empty(await ListAsync(store, ""));
        Assert.Empty(await ListAsync(store, "."));
    }

    [Fact]
    public async Task Every_put_clears_its_aside_file()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a", [1]);
        await PutAsync(store, "a", [2]);
        await PutAsync(store, "a", [3], PutCondition.IfAbsent);
        await PutAsync(store, "b", [3], PutCondition.IfAbsent);

        Assert.Empty(IncomingContent);
    }

    [Fact]
    public async Task A_key_below_an_object_and_an_object_above_keys_are_refused()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", [1]);

        foreach (var condition in new[] { PutCondition.Overwrite, PutCondition.IfAbsent })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, "a", [1], condition));
            await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, "a/b/c", [1], condition));
        }

        Assert.Equal(["a/b"], await ListAsync(store, ""));
        Assert.Empty(IncomingContent);
    }

    [Fact]
    public async Task A_bucket_whose_folder_is_gone_is_away_not_empty()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", [1]);
        Directory.Delete(Path.Combine(_root, "bucket"), recursive: true);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.StatAsync("a/b", Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync("a/b", Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ReadRangeAsync("a/b", 0, 1, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ListAsync(store, ""));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => PutAsync(store, "a/b", [1]));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.DeleteAsync("a/b", Cancellation));
    }

    [Fact]
    public async Task A_root_that_cannot_be_written_fails_the_readiness()
    {
        var file = Path.Combine(_root, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        using var store = new FileSystemObjectStore(file, "bucket");
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.EnsureReadyAsync(Cancellation));
    }
}
