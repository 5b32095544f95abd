using MedSsl.Contracts;

namespace MedSsl.ObjectStorage;

/// <summary>Reading what a message or manifest names, believed only when its digest is the promised one.</summary>
public static class ObjectStoreReading
{
    // Below this size a verified copy is kept in memory, above it in an unlinked file.
    private const long MemoryLimit = 8 * 1024 * 1024;

    /// <summary>The whole content, verified. For content that fits into memory; else <see cref="OpenVerifiedAsync"/>.</summary>
    public static async Task<byte[]> ReadVerifiedAsync(this IObjectStore store, ObjectRef reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Bytes > Array.MaxLength)
        {
            throw new ArgumentException($"{reference.Key} has {reference.Bytes} bytes, too many for one array: open it as a stream.", nameof(reference));
        }

        using var copy = InMemory(reference);
        await CopyVerifiedAsync(store, reference, copy, cancellationToken).ConfigureAwait(false);
        return copy.Capacity == copy.Length ? copy.GetBuffer() : copy.ToArray();
    }

    /// <summary>
    /// A seekable, already verified copy at its start: what is read from it is what the reference promised, whatever happens to the
    /// object meanwhile. The caller disposes it.
    /// </summary>
    public static async Task<Stream> OpenVerifiedAsync(this IObjectStore store, ObjectRef reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Stream copy = reference.Bytes <= MemoryLimit ? InMemory(reference) : TemporaryFile();
        try
        {
            await CopyVerifiedAsync(store, reference, copy, cancellationToken).ConfigureAwait(false);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Of the promised size at once, so that nothing is copied while it grows; a promise beyond the limit is believed when its bytes are there.</summary>
    private static MemoryStream InMemory(ObjectRef reference) => new((int)Math.Clamp(reference.Bytes, 0, MemoryLimit));

    private static async Task CopyVerifiedAsync(IObjectStore store, ObjectRef reference, Stream copy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var name = $"{reference.Bucket}/{reference.Key}";
        if (reference.Bucket != store.Bucket)
        {
            throw new ObjectIntegrityException($"The object {name} is in another bucket than this store's, {store.Bucket}.");
        }

        var source = await store.OpenReadAsync(reference.Key, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            throw new ObjectIntegrityException($"The object {name} is absent; expected {reference.Bytes} bytes with SHA-256 {reference.Sha256}.");
        }

        await using (source.ConfigureAwait(false))
        {
            var bounded = new AtMostStream(source, reference.Bytes);
            var (sha256, bytes) = await Sha256Digest.CopyAsync(bounded, copy, cancellationToken).ConfigureAwait(false);
            if (bounded.HasMore || bytes != reference.Bytes)
            {
                var found = bounded.HasMore ? $"more than {reference.Bytes}" : $"{bytes}";
                throw new ObjectIntegrityException($"The object {name} has the wrong length: expected {reference.Bytes} bytes, found {found}.");
            }

            if (sha256 != reference.Sha256)
            {
                throw new ObjectIntegrityException($"The object {name} has the wrong content: expected SHA-256 {reference.Sha256}, found {sha256}.");
            }
        }
    }

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"medssl-{Guid.NewGuid():N}"), options);
    }
}
