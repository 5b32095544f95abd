using System.Runtime.CompilerServices;
using MedSsl.Contracts;

namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>
/// Objects as plain files: <c>{root}/{bucket}/{key}</c>. A put writes aside, syncs, then renames (or links, for
/// <see cref="PutCondition.IfAbsent"/>) and syncs the folder, so that it survives a power cut or never was. Several processes may share
/// a root. Unlike in S3, a key and keys below it (<c>a</c> and <c>a/b</c>) exclude each other, which is an <see cref="ArgumentException"/>.
/// </summary>
public sealed class FileSystemObjectStore : IObjectStore, IDisposable
{
    // Objects that one trip to the thread pool lists.
    private const int ListBatch = 256;

    private readonly string _objects;
    private readonly IncomingFolder _incoming;

    /// <summary>Creates the store; nothing is touched before <see cref="EnsureReadyAsync"/>.</summary>
    public FileSystemObjectStore(string root, string bucket)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ObjectKeySyntax.RequireKey(bucket);
        Bucket = bucket;
        _objects = Path.Combine(Path.GetFullPath(root), bucket);
        _incoming = new IncomingFolder(Path.Combine(Path.GetFullPath(root), ".incoming"));
    }

    /// <inheritdoc/>
    public string Bucket { get; }

    /// <inheritdoc/>
    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return await Guarded(() => ObjectWalk.Describe(key, new FileInfo(path)) ?? Absent<ObjectInfo>(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return await Guarded(() => Open(path), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadRangeAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var path = PathOf(key);
        return await Guarded(
                () =>
                {
                    using var file = Open(path);
                    if (file is null)
                    {
                        return null;
                    }

                    var range = new byte[Math.Clamp(file.Length - offset, 0, length)];
                    file.Position = offset;
                    file.ReadExactly(range);
                    return range;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string key,
        Stream content,
        string mediaType,
        PutCondition condition,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(key);
        ArgumentNullException.ThrowIfNull(content);
        if (condition == PutCondition.IfAbsent && File.Exists(path))
        {
            return Result(await Sha256Digest.CopyAsync(content, Stream.Null, cancellationToken).ConfigureAwait(false), created: false);
        }

        using var incoming = await Guarded(_incoming.Create, cancellationToken).ConfigureAwait(false);
        (string, long) digest;
        try
        {
            digest = await Sha256Digest.CopyAsync(content, incoming.Stream, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw Unavailable(fault);
        }

        return Result(digest, await Guarded(() => Publish(incoming, key, path, condition), cancellationToken).ConfigureAwait(false));

        PutResult Result((string Sha256, long Bytes) content, bool created) =>
            new(
                new ObjectRef
                {
                    Bucket = Bucket,
                    Key = key,
                    Sha256 = content.Sha256,
                    Bytes = content.Bytes,
                    MediaType = mediaType,
                },
                created
            );
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKeySyntax.RequirePrefix(prefix);
        await Guarded(Absent<object>, cancellationToken).ConfigureAwait(false);
        using var walk = ObjectWalk.Walk(_objects, prefix).Chunk(ListBatch).GetEnumerator();
        while (await Guarded(walk.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in walk.Current)
            {
                yield return found;
            }
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        await Guarded(
                () =>
                {
                    if (File.Exists(path))
                    {
                        File.Delete(path);
                        Posix.SyncDirectory(Path.GetDirectoryName(path)!);
                        return true;
                    }

                    return Absent<object>() is not null;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task EnsureReadyAsync(CancellationToken cancellationToken) =>
        await Guarded(
                () =>
                {
                    Directory.CreateDirectory(_objects);
                    _incoming.Prepare();
                    using var probe = _incoming.Create();
                    probe.Sync();
                    Posix.SyncDirectory(Path.GetDirectoryName(_objects)!);
                    return true;
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>Lets go of the lock by which other processes know that this store writes.</summary>
    public void Dispose() => _incoming.Dispose();

    private string PathOf(string key)
    {
        ObjectKeySyntax.RequireKey(key);
        return Path.Combine(_objects, key);
    }

    private bool Publish(IncomingFile incoming, string key, string path, PutCondition condition)
    {
        incoming.Sync();
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder, key);
        if (Directory.Exists(path))
        {
            throw new ArgumentException($"The object key '{key}' is illegal here: there are objects below '{key}/'.", nameof(key));
        }

        var created = true;
        if (condition == PutCondition.IfAbsent)
        {
            created = incoming.TryName(path);
        }
        else
        {
            incoming.Replace(path);
        }

        Posix.SyncDirectory(folder);
        return created;
    }

    private void CreateFolder(string folder, string key)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (folder == _objects)
        {
            throw Gone();
        }

        if (File.Exists(folder))
        {
            throw new ArgumentException($"The object key '{key}' is illegal here: a part of it is an object already.", nameof(key));
        }

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent, key);
        Directory.CreateDirectory(folder);
        Posix.SyncDirectory(parent);
    }

    private FileStream? Open(string path)
    {
        try
        {
            // Sharing everything takes no lock: a reader never sees a writer, which works on another file until it renames.
            return File.Exists(path)
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, useAsync: true)
                : Absent<FileStream>();
        }
        catch (IOException fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Absent<FileStream>();
        }
    }

    /// <summary>Null for an absent object; but a bucket that is gone (a volume that is not mounted) must not look like an empty one.</summary>
    private T? Absent<T>()
        where T : class => Directory.Exists(_objects) ? null : throw Gone();

    private ObjectStoreUnavailableException Gone() => new($"The folder {_objects} of the object store is not there; is its volume mounted?");

    private ObjectStoreUnavailableException Unavailable(Exception fault) => new($"The object store in {_objects} failed: {fault.Message}", fault);

    // File calls block, a sync of a large file for seconds: off the caller's thread.
    private async Task<T> Guarded<T>(Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
            when (fault is UnauthorizedAccessException or IOException and not ObjectStoreUnavailableException)
        {
            throw Unavailable(fault);
        }
    }
}
