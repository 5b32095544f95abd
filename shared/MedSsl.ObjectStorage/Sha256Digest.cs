using System.Buffers;
using System.Security.Cryptography;

namespace MedSsl.ObjectStorage;

/// <summary>SHA-256 as the platform writes it: 64 lower-case hexadecimal digits.</summary>
public static class Sha256Digest
{
    private const int BufferBytes = 256 * 1024;

    private const int Digits = 64;

    /// <summary>Whether a text has the form of a digest.</summary>
    public static bool IsValid(string? text) => text is { Length: Digits } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Digest of bytes in memory.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>
    /// Copies <paramref name="source"/> from its position to its end and digests what passes; <see cref="Stream.Null"/> as the destination
    /// only digests. <paramref name="onProgress"/> is called after each block.
    /// </summary>
    public static async Task<(string Sha256, long Bytes)> CopyAsync(
        Stream source,
        Stream destination,
        CancellationToken cancellationToken,
        Action? onProgress = null
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long bytes = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                bytes += read;
                onProgress?.Invoke();
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
