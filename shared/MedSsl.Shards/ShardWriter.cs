using System.Formats.Tar;

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
    /// <exception cref="ArgumentException">The stream cannot seek, there is no sample, two have one key, or one breaks the format.</exception>
    public static ShardIndex Write(Stream seekable, IEnumerable<EncodedSample> samples)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        ArgumentNullException.ThrowIfNull(samples);
        if (!seekable.CanSeek)
        {
            throw new ArgumentException("A shard is written to a stream that can seek, because its index holds offsets.", nameof(seekable));
        }

        var sorted = samples.OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal).ToList();
        Check(sorted);
        var start = seekable.Position;
        var entries = new List<ShardSample>(sorted.Count);
        using (var tar = new TarWriter(seekable, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (metadata, payload) in sorted)
            {
                // A ustar member is one header block and its content; names this short need no second header.
                entries.Add(new ShardSample(metadata, seekable.Position - start + HeaderBytes, payload.Length));
                WriteMember(tar, metadata.Key + ShardFormat.ImageExtension, payload.ToArray());
                WriteMember(tar, metadata.Key + ShardFormat.MetadataExtension, ShardFormat.WriteMetadata(metadata));
            }
        }

        return new ShardIndex(ShardId.Of(sorted.Select(sample => sample.Metadata)), entries);
    }

    private static void Check(List<EncodedSample> sorted)
    {
        var problem = sorted.Count == 0
            ? "A shard holds at least one sample."
            : sorted.Select(sample => ShardFormat.Problem(sample.Metadata, sample.Payload.Span)).FirstOrDefault(text => text is not null)
              ?? sorted.Zip(sorted.Skip(1))
                  .Where(pair => pair.First.Metadata.Key == pair.Second.Metadata.Key)
                  .Select(pair => $"Two samples have the key {pair.First.Metadata.Key}.")
                  .FirstOrDefault();
        if (problem is not null)
        {
            throw new ArgumentException(problem, nameof(sorted));
        }
    }

    private static void WriteMember(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content, writable: false);
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
