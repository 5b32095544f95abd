using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class SampleSpoolTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Seal_is_the_shard_that_the_writer_makes_of_samples_in_memory()
    {
        var samples = TestSamples.Several(7);
        var (expected, expectedIndex) = TestSamples.Shard(samples);
        using var spool = Spool([.. samples.Reverse()]);
        var (sealedBytes, index) = Seal(spool);
        Assert.Equal(expected, sealedBytes);
        Assert.Equal(expectedIndex.Id, index.Id);
        Assert.Equal(expectedIndex.Samples.Select(sample => (sample.Metadata.Key, sample.Offset, sample.Length)), index.Samples.Select(sample => (sample.Metadata.Key, sample.Offset, sample.Length)));
        Assert.Equal(expected, Seal(spool).Bytes); // and again
    }

    [Fact]
    public void Mark_is_in_the_shard_and_the_image_stays()
    {
        var samples = TestSamples.Several(2);
        using var spool = Spool(samples);
        spool.MarkNearDuplicate(1, samples[0].Metadata.Key);
        using var shard = new MemoryStream(Seal(spool).Bytes);
        var read = ShardReader.Read(shard).Single(sample => sample.Metadata.Key == samples[1].Metadata.Key);
        Assert.Equal(samples[0].Metadata.Key, read.Metadata.NearDuplicateOf);
        Assert.Equal(samples[1].Payload.ToArray(), read.Payload.ToArray());
    }

    [Fact]
    public void Keep_leaves_the_others_out_and_PNGs_go_with_their_images()
    {
        var samples = TestSamples.Several(5).Select(sample => sample with { Png = Png16.Encode(SampleCodec.Decode(sample.Payload.Span)) }).ToArray();
        using var spool = Spool(samples);
        spool.Keep(new HashSet<int> { 1, 4 });
        Assert.Equal(TestSamples.Shard(samples[1], samples[4]).Bytes, Seal(spool).Bytes);
    }

    [Fact]
    public void What_is_no_shard_is_refused_and_no_file_stays()
    {
        using (var spool = Spool())
        {
            Assert.True(OperatingSystem.IsWindows() || Directory.GetFiles(folder).Length == 0); // so that a process that is killed leaves none either
            Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => spool.Seal()).Message, StringComparison.Ordinal);
            var sample = TestSamples.Sample(1);
            Assert.Contains("is 21 x 12", Assert.Throws<ArgumentException>(() => spool.Add(sample with { Metadata = sample.Metadata with { Width = 5 } })).Message, StringComparison.Ordinal);
            Assert.Empty(spool.Samples);
            spool.Add(sample);
            spool.Add(sample);
            Assert.Contains("Two samples", Assert.Throws<ArgumentException>(() => spool.Seal()).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(folder));
    }

    private SampleSpool Spool(params EncodedSample[] samples)
    {
        var spool = new SampleSpool(folder);
        Array.ForEach(samples, spool.Add);
        return spool;
    }

    private static (byte[] Bytes, ShardIndex Index) Seal(SampleSpool spool)
    {
        var (shard, index) = spool.Seal();
        using var bytes = new MemoryStream();
        using (shard)
        {
            shard.CopyTo(bytes);
        }

        return (bytes.ToArray(), index);
    }
}
