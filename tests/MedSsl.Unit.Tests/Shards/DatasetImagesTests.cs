using System.Text;
using System.Text.Json;
using MedSsl.Contracts;
using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class DatasetImagesTests : IDisposable
{
    private readonly string cache = Repository.NewTemporaryFolder();
    private readonly FakeShards source = new();

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Fact]
    public async Task OpenAsync_shards_of_two_modalities_gives_samples_by_modality_and_key()
    {
        var mr = Enumerable.Range(0, 5).Select(i => TestSamples.Sample(i, "MR")).ToArray();
        var ct = Enumerable.Range(5, 5).Select(i => TestSamples.Sample(i, "CT")).ToArray();
        var ct2 = Enumerable.Range(10, 5).Select(i => TestSamples.Sample(i, "CT")).ToArray();
        using var images = await OpenAsync(Dataset(Add(mr), Add(ct2), Add(ct)));

        var expected = mr.Concat(ct).Concat(ct2).OrderBy(s => s.Metadata.Modality, StringComparer.Ordinal).ThenBy(s => s.Metadata.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(expected.Select(sample => sample.Metadata.Key), images.Samples.Select(sample => sample.Key));
        Assert.All(expected.Select((sample, i) => (sample, i)), pair => Assert.Equal(SampleCodec.Decode(pair.sample.Payload.Span).Pixels, images.Read(pair.i).Pixels));
    }

    [Fact]
    public async Task Read_from_many_threads_gives_the_same_pixels()
    {
        using var images = await OpenAsync(Dataset(Add(TestSamples.Several(20))));
        var expected = Enumerable.Range(0, 20).Select(i => images.Read(i).Pixels).ToArray();

        Parallel.For(0, 2000, i => Assert.Equal(expected[i % 20], images.Read(i % 20).Pixels));
    }

    [Fact]
    public async Task OpenAsync_second_time_fetches_nothing()
    {
        var dataset = Dataset(Add(TestSamples.Several(3)));
        (await OpenAsync(dataset)).Dispose();
        Assert.Equal(2, source.Fetched);

        using var again = await OpenAsync(dataset);

        Assert.Equal(2, source.Fetched);
        Assert.Equal(3, again.Samples.Count);
    }

    [Theory]
    [InlineData("*.tar")]
    [InlineData("*.json")]
    public async Task OpenAsync_damaged_cached_file_is_fetched_anew(string pattern)
    {
        var dataset = Dataset(Add(TestSamples.Several(3)));
        (await OpenAsync(dataset)).Dispose();
        var file = Directory.GetFiles(cache, pattern).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[600] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        using var again = await OpenAsync(dataset);

        Assert.Equal(TestSamples.Noise(again.Read(0).Pixels.Length, int.Parse(again.Samples[0].PatientId[1..])), again.Read(0).Pixels);
        Assert.Equal(3, source.Fetched);
    }

    [Fact]
    public async Task OpenAsync_two_at_once_share_the_folder()
    {
        var dataset = Dataset(Add(TestSamples.Several(8)));

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenAsync(dataset))));

        Assert.All(opened, images => Assert.Equal(8, images.Samples.Count));
        Assert.Equal(2, Directory.GetFiles(cache).Length);
        Array.ForEach(opened, images => images.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task OpenAsync_source_gives_other_bytes_is_refused_and_leaves_no_file(int longer)
    {
        var dataset = Dataset(Add(TestSamples.Several(3)));
        var key = dataset.Shards[0].Shard.Key;
        var bytes = source.Objects[key].ToArray();
        bytes[600] ^= 1;
        Array.Resize(ref bytes, bytes.Length + longer);
        source.Objects[key] = bytes;

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(dataset));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cache, "*.tar*"));
    }

    [Fact]
    public async Task OpenAsync_digest_that_is_a_path_is_refused_before_fetching()
    {
        var dataset = Dataset(Add(TestSamples.Several(1)));
        var shard = dataset.Shards[0] with { Manifest = dataset.Shards[0].Manifest with { Sha256 = "../../etc/passwd".PadRight(64, 'a') } };

        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(Dataset(shard)));

        Assert.Equal(0, source.Fetched);
    }

    [Fact]
    public async Task OpenAsync_manifest_that_contradicts_the_dataset_is_refused()
    {
        var good = Add(TestSamples.Several(2));
        var manifest = JsonSerializer.Deserialize<ShardManifest>(source.Objects[good.Manifest.Key], ShardJson.Options)!;
        var sample = manifest.Samples[0];

        Assert.Contains("lists 3 samples", await RefusalAsync(good with { SampleCount = 3 }), StringComparison.Ordinal);
        Assert.Contains("medssl-shard-9", await RefusalAsync(Replace(manifest with { FormatVersion = "medssl-shard-9" })), StringComparison.Ordinal);
        Assert.Contains("describes shard x", await RefusalAsync(Replace(manifest with { Id = "x" })), StringComparison.Ordinal);
        Assert.Contains("outside its", await RefusalAsync(Replace(manifest with { Samples = [sample with { Offset = good.Shard.Bytes }, sample] })), StringComparison.Ordinal);
        Assert.Contains("outside its", await RefusalAsync(Replace(manifest with { Samples = [sample with { Length = -1 }, sample] })), StringComparison.Ordinal);
        Assert.Contains("listed twice", await RefusalAsync(Replace(manifest with { Samples = [sample, sample] })), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await RefusalAsync(good with { Manifest = source.Add("broken", "{}"u8.ToArray()) }), StringComparison.Ordinal);

        DatasetShard Replace(ShardManifest other) => good with { Manifest = source.Add("other", JsonSerializer.SerializeToUtf8Bytes(other, ShardJson.Options)) };
        async Task<string> RefusalAsync(DatasetShard shard) => (await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(Dataset(shard)))).Message;
    }

    [Fact]
    public async Task Read_offset_that_points_elsewhere_is_refused()
    {
        var good = Add(TestSamples.Several(2));
        var manifest = JsonSerializer.Deserialize<ShardManifest>(source.Objects[good.Manifest.Key], ShardJson.Options)!;
        var swapped = manifest with { Samples = [manifest.Samples[0] with { Offset = manifest.Samples[1].Offset, Length = manifest.Samples[1].Length }, manifest.Samples[1]] };
        using var images = await OpenAsync(Dataset(good with { Manifest = source.Add("swapped", JsonSerializer.SerializeToUtf8Bytes(swapped, ShardJson.Options)) }));

        Assert.Throws<InvalidDataException>(() => images.Read(0));
        Assert.NotEmpty(images.Read(1).Pixels);
    }

    [Fact]
    public async Task OpenAsync_empty_dataset_has_no_samples()
    {
        using var images = await OpenAsync(Dataset());

        Assert.Empty(images.Samples);
    }

    [Fact]
    public void Options_dataset_manifest_survives_the_round_trip()
    {
        var dataset = Dataset(Add(TestSamples.Several(1)));
        var json = JsonSerializer.Serialize(dataset, ShardJson.Options);

        var read = JsonSerializer.Deserialize<DatasetManifest>(json, ShardJson.Options)!;

        Assert.Equal(dataset.Shards, read.Shards);
        Assert.Equal(dataset.CreatedAt, read.CreatedAt);
        Assert.Equal(json, JsonSerializer.Serialize(read, ShardJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DatasetManifest>(json.Replace("\"dataset\":\"demo\"", "\"dataset\":null", StringComparison.Ordinal), ShardJson.Options));
    }

    [Fact]
    public async Task OpenAsync_readers_see_images_unless_they_ask_for_distinct_ones_or_volumes()
    {
        var samples = TestSamples.Several(4);
        samples[1] = samples[1] with { Metadata = samples[1].Metadata with { NearDuplicateOf = samples[0].Metadata.Key } };
        samples[2] = new EncodedSample(
            samples[2].Metadata with { Key = SampleKey.OfVolume("2.25.2"), Width = 6, Height = 20, Depth = 4, VoxelSpacing = [5, 1, 1] }, SampleCodec.Encode(TestSamples.Noise(120, 2), 6, 20));
        var dataset = Dataset(Add(samples));

        Assert.Equal([samples[0], samples[1], samples[3]], await KeysAsync(DatasetImages.OpenAsync(dataset, Cache, default)));
        Assert.Equal([samples[0], samples[1], samples[3]], await KeysAsync(DatasetImages.OpenAsync(dataset, Cache, SampleSelection.Images, default)));
        Assert.Equal([samples[0], samples[3]], await KeysAsync(DatasetImages.OpenAsync(dataset, Cache, SampleSelection.DistinctImages, default)));
        Assert.Equal([samples[2]], await KeysAsync(DatasetImages.OpenAsync(dataset, Cache, SampleSelection.Volumes, default)));

        using var volumes = await DatasetImages.OpenAsync(dataset, Cache, SampleSelection.Volumes, default);
        Assert.Equal((4, 20), (volumes.Samples[0].Depth, volumes.Samples[0].Height));
        Assert.Equal(TestSamples.Noise(120, 2), volumes.Read(0).Pixels);

        async Task<List<EncodedSample>> KeysAsync(Task<DatasetImages> opening)
        {
            using var images = await opening;
            return [.. samples.Where(sample => images.Samples.Any(found => found.Key == sample.Metadata.Key))];
        }
    }

    private Task<DatasetImages> OpenAsync(DatasetManifest dataset) => DatasetImages.OpenAsync(dataset, Cache, TestContext.Current.CancellationToken);

    private ShardCache Cache => new(source, cache);

    private DatasetShard Add(EncodedSample[] samples) => source.AddShard(samples);

    private static DatasetManifest Dataset(params DatasetShard[] shards) => FakeShards.Dataset(shards);
}
