using System.Formats.Tar;
using System.Security.Cryptography;

namespace MedSsl.Shards;

/// <summary>
/// Writes a shard: a ustar archive in the naming of WebDataset (docs/shard-format.md). The bytes depend on the samples only, not on their order, the
/// clock, the user or the machine, so that a shard can be sealed again after a crash and is found unchanged.
/// </summary>
public static class ShardWriter
{
    private const int HeaderBytes = 512;

    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes <paramref name="samples"/> and leaves <paramref name="seekable"/> open. Offsets count from its position at the call.</summary>
    /// <exception cref="ArgumentException">The stream cannot seek or be read, there is no sample, two have one key, or one breaks the format.</exception>
    public static ShardIndex Write(Stream seekable, IEnumerable<EncodedSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var all = samples.ToList();
        all.ForEach(ThrowUnlessValid);
        return Write(seekable, [.. all.Select(sample => sample.Metadata)], i => (all[i].Payload.ToArray(), all[i].Png.ToArray()));
    }

    /// <summary>The same with images and PNGs that are asked for one at a time; the array may be used again for the next.</summary>
    internal static ShardIndex Write(Stream seekable, IReadOnlyList<SampleMetadata> samples, Func<int, (ArraySegment<byte> Image, ArraySegment<byte> Png)> members)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        if (!seekable.CanSeek || !seekable.CanRead)
        {
            throw new ArgumentException("A shard is written to a stream that can seek and be read, because its index holds offsets and its digest.", nameof(seekable));
        }

        var order = Enumerable.Range(0, samples.Count).OrderBy(i => samples[i].Key, StringComparer.Ordinal).ToList();
        ThrowUnlessDistinct([.. order.Select(i => samples[i].Key)]);
        var start = seekable.Position;
        var entries = new List<ShardSample>(order.Count);
        using (var tar = new TarWriter(seekable, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var i in order)
            {
                // A ustar member is one header block and its content; names this short need no second header.
                var metadata = samples[i];
                var (payload, png) = members(i);
                entries.Add(new ShardSample(metadata, seekable.Position - start + HeaderBytes, payload.Count, Convert.ToHexStringLower(SHA256.HashData(payload))));
                WriteMember(tar, metadata.Key + ShardFormat.ImageExtension, payload);
                WriteMember(tar, metadata.Key + ShardFormat.MetadataExtension, ShardFormat.WriteMetadata(metadata));
                if (png.Count > 0)
                {
                    WriteMember(tar, metadata.Key + ShardFormat.PngExtension, png);
                }
            }
        }

        return new ShardIndex(Digest(seekable, start), entries);
    }

    private static string Digest(Stream stream, long start)
    {
        stream.Position = start;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    internal static void ThrowUnlessValid(EncodedSample sample)
    {
        if (ShardFormat.Problem(sample) is { } problem)
        {
            throw new ArgumentException(problem, nameof(sample));
        }
    }

    private static void ThrowUnlessDistinct(List<string> sortedKeys)
    {
        if (sortedKeys.Count == 0)
        {
            throw new ArgumentException("A shard holds at least one sample.", nameof(sortedKeys));
        }

        if (sortedKeys.Zip(sortedKeys.Skip(1)).FirstOrDefault(pair => pair.First == pair.Second) is { First: { } twice })
        {
            throw new ArgumentException($"Two samples have the key {twice}.", nameof(sortedKeys));
        }
    }

    private static void WriteMember(TarWriter tar, string name, ArraySegment<byte> content)
    {
        using var data = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = data,
            Mode = ReadableByAll,
            ModificationTime = DateTimeOffset.UnixEpoch,
            Uid = 0,
            Gid = 0,
            UserName = "",
            GroupName = "",
        });
    }
}
