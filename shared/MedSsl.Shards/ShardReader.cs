using System.Formats.Tar;

namespace MedSsl.Shards;

/// <summary>Reads a shard from front to back, on any stream. A truncated archive is proved by its digest, not here.</summary>
public static class ShardReader
{
    /// <summary>The samples of a shard in the order of the archive; each is read when it is asked for, and the stream stays open.</summary>
    /// <exception cref="InvalidDataException">While enumerating: the stream is not a shard, or a damaged one; the message says what is wrong.</exception>
    public static IEnumerable<EncodedSample> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Samples(stream);
    }

    private static IEnumerable<EncodedSample> Samples(Stream stream)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        var previous = "";
        var next = Next(tar);
        while (next is { } image)
        {
            var key = Path.ChangeExtension(image.Name, null);
            if (image.Name != key + ShardFormat.ImageExtension || !SampleKey.IsValid(key))
            {
                throw new InvalidDataException($"Shard member '{image.Name}' was found where the image of a sample ({{key}}{ShardFormat.ImageExtension}) belongs.");
            }

            if (string.CompareOrdinal(key, previous) <= 0)
            {
                throw new InvalidDataException($"Sample {key} follows {previous}: the samples of a shard are sorted by key, and a key is there once.");
            }

            var payload = Content(image, ShardFormat.MaxImageBytes);
            var json = Next(tar);
            if (json?.Name != key + ShardFormat.MetadataExtension)
            {
                throw new InvalidDataException($"Shard member '{key}{ShardFormat.MetadataExtension}' is missing after its image; '{json?.Name}' was found.");
            }

            var metadata = ShardFormat.ReadMetadata(json.Name, Content(json, ShardFormat.MaxMetadataBytes));
            next = Next(tar);
            var png = ReadOnlyMemory<byte>.Empty;
            if (next?.Name == key + ShardFormat.PngExtension)
            {
                png = Content(next, ShardFormat.MaxPngBytes);
                next = Next(tar);
            }

            var sample = new EncodedSample(metadata, payload, png);
            var problem = metadata.Key == key ? ShardFormat.Problem(sample) : $"Shard member '{json.Name}' describes sample '{metadata.Key}'.";
            if (problem is not null)
            {
                throw new InvalidDataException(problem);
            }

            previous = key;
            yield return sample;
        }
    }

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            var entry = tar.GetNextEntry();
            return entry is null or { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile }
                ? entry
                : throw new InvalidDataException($"Shard member '{entry.Name}' is not a regular file but {entry.EntryType}.");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentOutOfRangeException)
        {
            // The reader skips ahead in a stream that can seek; a MemoryStream refuses a position beyond 2 GiB as an argument.
            throw new InvalidDataException("The shard ends inside a member, or a member declares more bytes than there are.", e);
        }
    }

    private static byte[] Content(TarEntry entry, int limit)
    {
        if (entry.DataStream is null || entry.Length > limit)
        {
            throw new InvalidDataException($"Shard member '{entry.Name}' has {entry.Length} bytes; 1 to {limit} are allowed.");
        }

        // Grows with what is really there: a header may declare more than the stream holds.
        using var content = new MemoryStream((int)Math.Min(entry.Length, ShardFormat.MaxMetadataBytes));
        try
        {
            entry.DataStream.CopyTo(content);
        }
        catch (EndOfStreamException)
        {
            // Reported below, with what was found.
        }

        return content.Length == entry.Length
            ? content.ToArray()
            : throw new InvalidDataException($"Shard member '{entry.Name}' declares {entry.Length} bytes, and the shard ends after {content.Length} of them.");
    }
}
