using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MedSsl.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class ShardReaderTests
{
    [Fact]
    public void Read_written_shard_gives_the_samples_by_key()
    {
        var samples = TestSamples.Several(6).OrderBy(sample => sample.Metadata.Key, StringComparer.Ordinal).ToArray();
        samples[2] = samples[2] with { Metadata = samples[2].Metadata with { BodyPart = "CHEST", PixelSpacing = 0.7 } };

        var read = Read(TestSamples.Shard(samples).Bytes);

        Assert.Equal(samples.Select(sample => sample.Metadata with { Energies = [] }), read.Select(sample => sample.Metadata with { Energies = [] }));
        Assert.All(samples.Zip(read), pair => Assert.Equal(pair.First.Payload.ToArray(), pair.Second.Payload.ToArray()));
        Assert.All(read, sample => Assert.Equal([0.5, 1.25], sample.Metadata.Energies));
    }

    [Fact]
    public void Read_stream_that_cannot_seek_works_and_stays_open()
    {
        using var compressed = new MemoryStream();
        using (var writer = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            writer.Write(TestSamples.Shard(TestSamples.Several(3)).Bytes);
        }

        compressed.Position = 0;
        using var stream = new GZipStream(compressed, CompressionMode.Decompress);

        Assert.Equal(3, ShardReader.Read(stream).Count());
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Read_metadata_has_camel_case_names_and_leaves_absent_values_out()
    {
        var text = Encoding.UTF8.GetString(TestSamples.Shard(TestSamples.Sample(1)).Bytes);

        Assert.Contains("\"sopInstanceUid\":\"2.25.1\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bodyPart", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_truncated_shard_is_refused_or_a_prefix()
    {
        var samples = TestSamples.Several(3);
        var bytes = TestSamples.Shard(samples).Bytes;
        for (var length = 0; length < bytes.Length; length += 100)
        {
            var read = new List<EncodedSample>();
            var error = Record.Exception(() => read.AddRange(Read(bytes[..length])));

            Assert.True(error is null or InvalidDataException, $"{length}: {error}");
            Assert.True(error is not null || read.Count < samples.Length || length >= bytes.Length - 1024, $"{length}: {read.Count} samples");
        }
    }

    [Theory]
    [InlineData(0, 100, "ends inside a member")] // in the header of the first image
    [InlineData(0, 700, "declares")] // in it
    [InlineData(1, 0, ".json' is missing after its image; '' was found")] // behind it
    [InlineData(1, 100, "ends inside a member")] // in the header of its metadata
    [InlineData(1, 600, "declares")] // in them
    public void Read_truncated_shard_says_where_it_ends(int imagesBefore, int length, string reason)
    {
        var (bytes, index) = TestSamples.Shard(TestSamples.Several(2));
        var behindImage = (int)index.Samples[0].Offset + ((index.Samples[0].Length + 511) / 512 * 512);
        Assert.Contains(reason, Refusal(bytes[..((imagesBefore * behindImage) + length)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_shard_with_PNGs_gives_them_and_the_images_lie_where_the_index_says()
    {
        var samples = TestSamples.Several(3).Select(sample => sample with { Png = Png16.Encode(SampleCodec.Decode(sample.Payload.Span)) }).ToArray();
        samples[1] = samples[1] with { Png = default };
        var (bytes, index) = TestSamples.Shard(samples);

        var read = Read(bytes);

        Assert.All(read.Zip(index.Samples), pair => Assert.Equal(pair.First.Payload.ToArray(), bytes.AsSpan((int)pair.Second.Offset, pair.Second.Length).ToArray()));
        Assert.All(samples, sample => Assert.Equal(sample.Png.ToArray(), read.Single(other => other.Metadata.Key == sample.Metadata.Key).Png.ToArray()));
        Assert.Equal(bytes, TestSamples.Shard([.. read]).Bytes); // copied, it is the same
    }

    [Fact]
    public void Read_PNG_that_is_none_of_this_sample_is_refused()
    {
        var key = SampleKey.Of("1", 0);
        var image = SampleCodec.Encode([1, 2], 2, 1);
        var json = ShardFormat.WriteMetadata(TestSamples.Metadata(1, 2, 1) with { Key = key });
        var png = Png16.Encode(new SampleImage(1, 2, [1, 2]));

        Assert.Contains("is 1 x 2, but its metadata says 2 x 1", Refusal(Tar(($"{key}.img", image), ($"{key}.json", json), ($"{key}.png", png))), StringComparison.Ordinal);
        Assert.Contains("no grey PNG of 16 bits", Refusal(Tar(($"{key}.img", image), ($"{key}.json", json), ($"{key}.png", image))), StringComparison.Ordinal);
        Assert.Contains($"{key}.png", Refusal(Tar(($"{key}.png", png), ($"{key}.img", image), ($"{key}.json", json))), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_damaged_shard_throws_nothing_but_InvalidDataException()
    {
        var bytes = TestSamples.Shard(TestSamples.Several(2)).Bytes;
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = bytes.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var error = Record.Exception(() => Read(damaged).ForEach(sample => SampleCodec.Decode(sample.Payload.Span)));

            Assert.True(error is null or InvalidDataException, $"round {round}: {error}");
        }
    }

    [Fact]
    public void Read_members_with_repaired_checksum_but_any_header_throws_nothing_but_InvalidDataException()
    {
        var bytes = TestSamples.Shard(TestSamples.Several(2)).Bytes;
        var random = new Random(6);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(512)] = (byte)random.Next(256);
            Checksum(damaged.AsSpan(0, 512));

            var error = Record.Exception(() => Read(damaged));

            Assert.True(error is null or InvalidDataException, $"round {round}: {error}");
        }
    }

    [Fact]
    public void Read_member_that_declares_gigabytes_is_refused_before_allocating()
    {
        foreach (var (size, reason) in new[] { ("77777777777", "more bytes than there are"), ("10000000000", "are allowed"), ("00700000000", "ends after") })
        {
            var bytes = TestSamples.Shard(TestSamples.Sample(1)).Bytes;
            Encoding.ASCII.GetBytes(size, bytes.AsSpan(124));
            Checksum(bytes.AsSpan(0, 512));
            var before = GC.GetAllocatedBytesForCurrentThread();

            Assert.Contains(reason, Refusal(bytes), StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        }
    }

    [Fact]
    public void Read_archive_that_is_no_shard_says_what_was_expected()
    {
        var key = SampleKey.Of("1", 0);
        var other = SampleKey.Of("2", 0);
        var image = SampleCodec.Encode([1, 2], 2, 1);
        var json = ShardFormat.WriteMetadata(TestSamples.Metadata(1, 2, 1) with { Key = key });

        Assert.Contains("readme.txt", Refusal(Tar(("readme.txt", image))), StringComparison.Ordinal);
        Assert.Contains("../", Refusal(Tar(($"../{key}.img", image))), StringComparison.Ordinal);
        Assert.Contains(".json' is missing", Refusal(Tar(($"{key}.img", image))), StringComparison.Ordinal);
        Assert.Contains(".json' is missing", Refusal(Tar(($"{key}.img", image), ($"{other}.json", json))), StringComparison.Ordinal);
        Assert.Contains("describes sample", Refusal(Tar(($"{other}.img", image), ($"{other}.json", json))), StringComparison.Ordinal);
        Assert.Contains("sorted by key", Refusal(Tar(($"{key}.img", image), ($"{key}.json", json), ($"{key}.img", image))), StringComparison.Ordinal);
        Assert.Contains("not sample metadata", Refusal(Tar(($"{key}.img", image), ($"{key}.json", "{}"u8.ToArray()))), StringComparison.Ordinal);
        Assert.Contains("is null", Refusal(Tar(($"{key}.img", image), ($"{key}.json", "null"u8.ToArray()))), StringComparison.Ordinal);
        Assert.Contains("metadata says 2 x 1", Refusal(Tar(($"{key}.img", SampleCodec.Encode([1, 2], 1, 2)), ($"{key}.json", json))), StringComparison.Ordinal);
        Assert.Contains("0 bytes", Refusal(Tar(($"{key}.img", []))), StringComparison.Ordinal);
        Assert.Contains("Directory", Refusal(Tar(($"{key}/", null))), StringComparison.Ordinal);
    }

    private static List<EncodedSample> Read(byte[] bytes) => [.. ShardReader.Read(new MemoryStream(bytes))];

    private static string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;

    private static byte[] Tar(params (string Name, byte[]? Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                tar.WriteEntry(content is null
                    ? new UstarTarEntry(TarEntryType.Directory, name)
                    : new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return stream.ToArray();
    }

    /// <summary>The sum of a ustar header's bytes with its own field as spaces, in octal.</summary>
    private static void Checksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.Slice(148, 8));
    }
}
