using System.Collections.Concurrent;
using System.Security.Cryptography;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Shards;

/// <summary>
/// Objects on the local disk, named by their digest: fetched once, shared by all processes of a machine. A file is written aside, verified and renamed, so
/// that a reader sees a whole file or none. Beyond <paramref name="limitBytes"/> the files that were not used for longest go; who has one open
/// reads on.
/// </summary>
public sealed class ShardCache(IShardSource source, string folder, long limitBytes = long.MaxValue, TimeProvider? time = null)
{
    private const int HashBuffer = 1 << 20;

    /// <summary>Times that other bytes than promised are asked for again: what a bad transfer gave may come whole the next time.</summary>
    private const int Attempts = 3;

    private readonly TimeProvider time = time ?? TimeProvider.System;

    // Digests of copies that this process has verified, so that a reader need not do it again in every epoch.
    private readonly ConcurrentDictionary<string, bool> proven = new(StringComparer.Ordinal);

    /// <summary>Where the objects come from.</summary>
    public IShardSource Source => source;

    /// <summary>The local copy of <paramref name="reference"/>.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="extension">Extension of the file, for people who look into the folder.</param>
    /// <param name="verify">Whether a copy that is there already is read once to see that it is whole; a damaged one is fetched anew.</param>
    /// <param name="ct">Nobody waits any more.</param>
    /// <exception cref="InvalidDataException">The source gave other bytes than the reference names.</exception>
    public async Task<CachedFile> OpenAsync(ObjectRef reference, string extension, bool verify, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reference);

        // The digest becomes a file name: anything but hexadecimal digits could leave the folder.
        if (!CacheEviction.IsDigest(reference.Sha256))
        {
            throw new InvalidDataException($"{Name(reference)} is referred to by '{reference.Sha256}', which is not a SHA-256 in lower-case hexadecimal digits.");
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, reference.Sha256 + extension);
        if (OpenIfThere(path, reference) is { } present)
        {
            if (!verify)
            {
                return new CachedFile(present, proven.ContainsKey(reference.Sha256));
            }

            if (await DigestAsync(present, ct).ConfigureAwait(false) == reference.Sha256)
            {
                return Proven(present, reference);
            }

            present.Dispose();
        }

        return Proven(await FetchAsync(reference, path, ct).ConfigureAwait(false), reference);
    }

    /// <summary>The verified content of an object that fits into memory.</summary>
    /// <exception cref="InvalidDataException">The source gave other bytes than the reference names.</exception>
    public async Task<byte[]> ReadAsync(ObjectRef reference, string extension, CancellationToken ct)
    {
        using var file = await OpenAsync(reference, extension, verify: true, ct).ConfigureAwait(false);
        var content = new byte[RandomAccess.GetLength(file.Handle)];
        var read = 0;
        while (read < content.Length && await RandomAccess.ReadAsync(file.Handle, content.AsMemory(read), read, ct).ConfigureAwait(false) is > 0 and var more)
        {
            read += more;
        }

        return content;
    }

    /// <summary>Removes what was kept of objects that must not be kept any more, by their digests. Whoever has one open reads on.</summary>
    public void Forget(IEnumerable<string> digests)
    {
        ArgumentNullException.ThrowIfNull(digests);
        foreach (var path in Directory.Exists(folder) ? digests.Where(CacheEviction.IsDigest).SelectMany(digest => Directory.EnumerateFiles(folder, digest + ".*")) : [])
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes the copies of all shards that patients were taken out of since they were fetched.</summary>
    public async Task ForgetRewrittenAsync(IObjectStore store, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (var rewrite in store.ListJsonAsync<ShardRewrite>(ObjectKeys.ShardRewritePrefix, ct).ConfigureAwait(false))
        {
            Forget(rewrite.Digests);
        }
    }

    private CachedFile Proven(SafeFileHandle file, ObjectRef reference)
    {
        proven[reference.Sha256] = true;
        return new CachedFile(file, Proven: true);
    }

    /// <summary>The copy that is there and has the right length, noted as used; opened before it is looked at, so that nobody can take it away.</summary>
    private SafeFileHandle? OpenIfThere(string path, ObjectRef reference)
    {
        try
        {
            var file = File.OpenHandle(path, options: FileOptions.RandomAccess, share: FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(file) == reference.Bytes)
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                return file;
            }

            file.Dispose();
        }
        catch (FileNotFoundException)
        {
            // Not there, or gone since.
        }

        return null;
    }

    private static async Task<string> DigestAsync(SafeFileHandle file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[HashBuffer];
        long offset = 0;
        while (await RandomAccess.ReadAsync(file, buffer, offset, ct).ConfigureAwait(false) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            offset += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<SafeFileHandle> FetchAsync(ObjectRef reference, string path, CancellationToken ct)
    {
        var aside = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await DownloadAsync(reference, aside, ct).ConfigureAwait(false);
                    break;
                }
                catch (InvalidDataException) when (attempt < Attempts)
                {
                    File.Delete(aside);
                }
            }

            var file = File.OpenHandle(aside, options: FileOptions.RandomAccess, share: FileShare.ReadWrite | FileShare.Delete);
            File.Move(aside, path, overwrite: true);
            CacheEviction.Shrink(folder, limitBytes, keep: path, time.GetUtcNow().UtcDateTime);
            return file;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private async Task DownloadAsync(ObjectRef reference, string path, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[HashBuffer];
        long length = 0;
        var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using (target.ConfigureAwait(false))
        {
            var content = await source.OpenAsync(reference, ct).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                // One byte too many is enough to know, and a source that never ends does not fill the disk. Whole buffers: a connection gives a few kilobytes at a time,
                // and each would be a write of its own.
                int read;
                while (length <= reference.Bytes && (read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await target.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
                    length += read;
                }
            }
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (length != reference.Bytes || digest != reference.Sha256)
        {
            var found = length > reference.Bytes ? "more bytes" : $"{length} bytes with SHA-256 {digest}";
            throw new InvalidDataException($"{Name(reference)} should have {reference.Bytes} bytes with SHA-256 {reference.Sha256}; the store gave {found}.");
        }
    }

    private static string Name(ObjectRef reference) => $"Object {reference.Bucket}/{reference.Key}";
}
