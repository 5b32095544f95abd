using System.Formats.Tar;
using System.Security.Cryptography;
using MedSsl.Shards;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class ShardWriterTests
{
    [Fact]
    public void Write_same_samples_in_any_order_gives_the_same_bytes()
    {
        var samples = TestSamples.Several(7);
        var (first, firstIndex) = TestSamples.Shard(samples);
        var (second, secondIndex) = TestSamples.Shard([.. samples.Reverse()]);

        Assert.Equal(first, second);
        Assert.Equal(firstIndex.Id, secondIndex.Id);
    }

    [Fact]
    public void Write_fixed_samples_gives_the_golden_archive()
    {
        // A header without pixels is enough for the writer, and does not tie the digest to a version of zstd.
        byte[] image = [.. "MSSI"u8, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 9];
        var (bytes, _) = TestSamples.Shard(new EncodedSample(TestSamples.Metadata(1, 2, 3), image), new EncodedSample(TestSamples.Metadata(2, 2, 3), image));

        Assert.Equal(5120, bytes.Length);
        Assert.Equal("c01244878c8ef74922d3bb43c9c72ba9872c736beddedef9bbcaf5e098ae2759", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Write_index_points_at_the_images_and_is_sorted_by_key()
    {
        var samples = TestSamples.Several(5).ToDictionary(sample => sample.Metadata.Key);
        var (bytes, index) = TestSamples.Shard([.. samples.Values]);

        Assert.Equal(samples.Keys.Order(StringComparer.Ordinal), index.Samples.Select(sample => sample.Metadata.Key));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), index.Id);
        foreach (var (metadata, offset, length, sha256) in index.Samples)
        {
            Assert.Equal(samples[metadata.Key].Payload.ToArray(), bytes.AsSpan((int)offset, length).ToArray());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(samples[metadata.Key].Payload.Span)), sha256);
        }
    }

    [Fact]
    public void Write_behind_other_bytes_counts_offsets_from_the_shard()
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[100]);
        var index = ShardWriter.Write(stream, [TestSamples.Sample(1)]);

        Assert.Equal(512, index.Samples[0].Offset);
        Assert.Equal(TestSamples.Shard(TestSamples.Sample(1)).Index.Id, index.Id);
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void Write_members_carry_nothing_of_the_machine()
    {
        var (bytes, _) = TestSamples.Shard(TestSamples.Several(3));
        using var tar = new TarReader(new MemoryStream(bytes));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
            var ustar = Assert.IsType<UstarTarEntry>(entry);
            Assert.Equal(("", "", 0, 0), (ustar.UserName, ustar.GroupName, ustar.Uid, ustar.Gid));
            Assert.Equal(DateTimeOffset.UnixEpoch, ustar.ModificationTime);
            Assert.Equal("644", Convert.ToString((int)ustar.Mode, 8));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal([".img", ".json"], names.Take(2).Select(Path.GetExtension));
        Assert.Equal(6, names.Count);
    }

    [Fact]
    public void Write_samples_that_break_the_format_is_refused_with_the_reason()
    {
        var good = TestSamples.Sample(1);
        Assert.Contains("at least one", Refusal(), StringComparison.Ordinal);
        Assert.Contains(good.Metadata.Key, Refusal(good, good), StringComparison.Ordinal);
        Assert.Contains("a.b", Refusal(good with { Metadata = good.Metadata with { Key = "a.b" } }), StringComparison.Ordinal);
        Assert.Contains("metadata says 22 x 12", Refusal(good with { Metadata = good.Metadata with { Width = 22 } }), StringComparison.Ordinal);
        Assert.Contains("MSSI", Refusal(good with { Payload = new byte[40] }), StringComparison.Ordinal);

        static string Refusal(params EncodedSample[] samples) => Assert.Throws<ArgumentException>(() => TestSamples.Shard(samples)).Message;
    }

    [Fact]
    public void Of_frame_is_the_start_of_its_digest()
    {
        // printf '1.2.3:4' | sha256sum
        Assert.Equal("f3687c4a3c30bf225715bfe9e7f97c33", SampleKey.Of("1.2.3", 4));
        Assert.True(SampleKey.IsValid(SampleKey.Of("1.2.3", 4)));
        Assert.Equal("a644aea9dc5c8285e4d58ba743d31277", SampleKey.OfVolume("1.2.3"));
        Assert.NotEqual(SampleKey.Of("1.2.3", 4), SampleKey.Of("1.2.3", 5));
    }
}
