using System.Security.Cryptography;
using MedSsl.Contracts;

namespace MedSsl.Shards;

/// <summary>
/// Objects on the local disk, named by their digest: fetched once, shared by all processes of a machine. A file is written aside and renamed, so that
/// a reader sees a whole file or none, and it is verified before each use, so that a damaged one is fetched anew.
/// </summary>
internal sealed class ShardCache(IShardSource source, string folder)
{
    private const int Sha256Digits = 64;

    /// <summary>Path of the verified local copy of <paramref name="reference"/>.</summary>
    /// <exception cref="InvalidDataException">The source gave other bytes than the reference names.</exception>
    public async Task<string> FetchAsync(ObjectRef reference, string extension, CancellationToken ct)
    {
        // The digest becomes a file name: anything but hexadecimal digits could leave the folder.
        if (reference.Sha256.Length != Sha256Digits || !reference.Sha256.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidDataException($"{Name(reference)} is referred to by '{reference.Sha256}', which is not a SHA-256 in lower-case hexadecimal digits.");
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, reference.Sha256 + extension);
        if (await IsIntactAsync(path, reference, ct).ConfigureAwait(false))
        {
            return path;
        }

        var aside = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await DownloadAsync(reference, aside, ct).ConfigureAwait(false);
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }

        return path;
    }

    private static async Task<bool> IsIntactAsync(string path, ObjectRef reference, CancellationToken ct)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != reference.Bytes)
        {
            return false;
        }

        var stream = file.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct).ConfigureAwait(false)) == reference.Sha256;
        }
    }

    private async Task DownloadAsync(ObjectRef reference, string path, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        long length = 0;
        var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using (target.ConfigureAwait(false))
        {
            var content = await source.OpenAsync(reference, ct).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                // One byte too many is enough to know, and a source that never ends does not fill the disk.
                int read;
                while (length <= reference.Bytes && (read = await content.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
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
