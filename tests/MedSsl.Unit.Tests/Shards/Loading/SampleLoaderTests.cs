using System.Collections.Concurrent;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Shards.Ordering;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Loading;

public sealed class SampleLoaderTests : IAsyncDisposable
{
    private const ulong Seed = 5;
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly FakeShards source = new();
    private readonly HashSet<string> withdrawn = [];
    private readonly ConcurrentQueue<(string Shard, string Reason)> corrupt = new();

    /// <summary>A fetch that was cut off when its loader was closed may still put its file away.</summary>
    public async ValueTask DisposeAsync() => await Eventually.TrueAsync(() =>
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return Task.FromResult(true);
        }
        catch (IOException)
        {
            return Task.FromResult(false);
        }
    }, "the folder is deleted");

    [Fact]
    public async Task Read_gives_every_image_of_each_modality_once_an_epoch_and_the_same_at_the_same_draw()
    {
        var dataset = Dataset(("CT", 23, 3), ("MR", 4, 5));
        using var loader = await LoaderAsync(dataset);
        using var again = await LoaderAsync(dataset);

        foreach (var (modality, count) in ((string, int)[])[("CT", 69), ("MR", 20)])
        {
            var first = Enumerable.Range(0, count).Select(draw => loader.Read(modality, draw)).ToList();
            var second = Enumerable.Range(count, count).Select(draw => loader.Read(modality, draw)).ToList();
            Assert.Equal(count, first.Select(sample => sample.Metadata.Key).Distinct().Count());
            Assert.Equal(first.Select(Key).Order(StringComparer.Ordinal), second.Select(Key).Order(StringComparer.Ordinal));
            Assert.NotEqual(first.Select(Key), second.Select(Key));
            Assert.All(first, sample => Assert.Equal(Expected(sample.Metadata), sample.Restore().Pixels));
            Assert.All(Enumerable.Range(0, count).Reverse(), draw => Assert.Equal(Key(first[draw]), Key(again.Read(modality, draw))));
        }
    }

    [Fact]
    public async Task Read_follows_the_stratified_order_of_the_run()
    {
        var dataset = Dataset(("CT", 5, 4), ("MR", 3, 4));
        using var loader = await LoaderAsync(dataset);
        var streams = await StreamsAsync(dataset);
        var order = streams.Stratified(new Dictionary<string, int> { ["CT"] = 3, ["MR"] = 2 });
        var next = new Dictionary<string, long> { ["CT"] = 0, ["MR"] = 0 };

        for (long position = 0; position < 100; position++)
        {
            var (modality, _) = order.StratumAt(position);
            var place = order.At(position);
            Assert.Equal(Manifest(dataset, place.ShardId).Samples[place.Index].Metadata.Key, Key(loader.Read(modality, next[modality]++)));
        }

        Assert.Equal((60, 40), (next["CT"], next["MR"]));
    }

    [Fact]
    public async Task Read_does_not_wait_for_a_shard_and_takes_the_file_when_it_is_there()
    {
        var arrived = new TaskCompletionSource();
        source.BeforeFetch = reference => reference.Key.EndsWith(".tar", StringComparison.Ordinal) ? arrived.Task : Task.CompletedTask;
        using var loader = await LoaderAsync(Dataset(("CT", 1, 8)));

        var early = loader.Read("CT", 0);
        Assert.Equal(1, source.Ranges);
        arrived.SetResult();
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(folder, "*.tar").Length == 1), "the shard is fetched");
        await Eventually.TrueAsync(() =>
        {
            var before = source.Ranges;
            loader.Read("CT", 1);
            return Task.FromResult(source.Ranges == before);
        }, "reading goes to the file");

        Assert.Equal(Expected(early.Metadata), early.Restore().Pixels);
    }

    [Fact]
    public async Task Read_opens_the_shards_of_the_groups_at_hand_only()
    {
        using var loader = await LoaderAsync(Dataset(("CT", 60, 2)));

        loader.Read("CT", 0);
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(folder, "*.tar").Length == 10), "the first group is fetched");
        for (var draw = 1; draw < 120; draw++)
        {
            loader.Read("CT", draw);
        }

        // Every manifest, and the files of the first group; those of a group that was left before they came are not waited for.
        Assert.InRange(source.Fetched, 70, 120);
    }

    [Fact]
    public async Task Read_with_a_small_cache_evicts_and_still_gives_every_sample()
    {
        var dataset = Dataset(("CT", 40, 2));
        var limit = 15 * dataset.Shards.Max(shard => shard.Shard.Bytes + shard.Manifest.Bytes);
        using var loader = await LoaderAsync(dataset, limit);

        var keys = Enumerable.Range(0, 80).Select(draw => Key(loader.Read("CT", draw))).ToHashSet();

        Assert.Equal(80, keys.Count);
        await Eventually.TrueAsync(() => Task.FromResult(Bytes() <= limit), "what is over the limit is gone");

        // Shards that were being fetched may come and go while they are counted.
        long Bytes() => new DirectoryInfo(folder).GetFiles().Select(file => new FileInfo(file.FullName)).Sum(file =>
        {
            try
            {
                return file.Length;
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        });
    }

    [Fact]
    public async Task Read_of_a_withdrawn_patient_gives_the_nearest_sample_before_and_says_so()
    {
        var dataset = Dataset(("CT", 3, 4));
        using var loader = await LoaderAsync(dataset);
        var all = Enumerable.Range(0, 12).Select(draw => loader.Read("CT", draw)).ToList();

        withdrawn.UnionWith([all[0].Metadata.PatientId, all[5].Metadata.PatientId, all[6].Metadata.PatientId]);

        Assert.Equal((4L, "withdrawn", Key(all[4])), Found(loader.Read("CT", 6)));
        Assert.Equal((4L, "withdrawn", Key(all[4])), Found(loader.Read("CT", 5)));
        Assert.Equal((11L, "withdrawn", Key(all[11])), Found(loader.Read("CT", 0)));
        Assert.Equal((7L, null, Key(all[7])), Found(loader.Read("CT", 7)));
        Assert.Empty(corrupt);

        withdrawn.UnionWith(all.Select(sample => sample.Metadata.PatientId));
        Assert.Contains("None of the 12 samples of CT between which draw 3 is made can be had (withdrawn)", Assert.Throws<InvalidDataException>(() => loader.Read("CT", 3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_of_a_version_whose_shard_was_rewritten_since_gives_what_is_left_at_the_same_draws(bool whileReading)
    {
        var dataset = Dataset(("CT", 3, 4));
        using var before = await LoaderAsync(dataset);
        var all = Enumerable.Range(0, 12).Select(draw => before.Read("CT", draw)).ToList();
        using var loader = await LoaderAsync(dataset);
        if (whileReading)
        {
            source.BeforeFetch = reference => reference.Key.EndsWith(".tar", StringComparison.Ordinal) ? new TaskCompletionSource().Task : Task.CompletedTask;
            Array.ForEach(Directory.GetFiles(folder, "*.tar"), File.Delete);
            Assert.Null(loader.Read("CT", 0).Missing);

            // A fetch that another thread comes to late must not have the old file either.
            source.BeforeFetch = reference => reference.Key == dataset.Shards[1].Shard.Key ? new TaskCompletionSource().Task : Task.CompletedTask;
        }

        var old = dataset.Shards[1];
        var manifest = Manifest(dataset, old.ShardId);
        var gone = manifest.Samples[2].Metadata;
        var left = source.AddShard([.. manifest.Samples.Where(sample => sample.Metadata != gone).Select(sample => TestSamples.Sample(int.Parse(sample.Metadata.PatientId[1..], System.Globalization.CultureInfo.InvariantCulture)))]);
        source.Rewritten[old.ShardId] = ShardRewrite.Of(manifest, sample => sample.Key == gone.Key, left);
        source.Objects.Remove(old.Shard.Key);
        source.Objects.Remove(old.Manifest.Key);
        Array.ForEach(Directory.GetFiles(folder), File.Delete);

        foreach (var (draw, sample) in all.Index())
        {
            var found = loader.Read("CT", draw);
            Assert.Equal(sample.Metadata.Key == gone.Key ? "withdrawn" : null, found.Missing);
            Assert.Equal(sample.Metadata.Key == gone.Key ? Key(all[(int)found.Draw]) : Key(sample), Key(found));
            Assert.Equal(Expected(found.Metadata), found.Restore().Pixels);
        }

        Assert.Empty(corrupt);
    }

    [Theory]
    [InlineData(".tar", 600)]
    [InlineData(".json", 20)]
    public async Task Read_shard_damaged_in_the_store_is_told_of_once_and_its_samples_are_replaced(string extension, int at)
    {
        var dataset = Dataset(("CT", 3, 4));
        var bad = dataset.Shards[1];
        source.Objects[extension == ".tar" ? bad.Shard.Key : bad.Manifest.Key][at] ^= 1;
        using var loader = await LoaderAsync(dataset);
        var streams = await StreamsAsync(dataset);
        await Eventually.TrueAsync(() =>
        {
            // A sample beside the damage can be had until the shard was read whole.
            Enumerable.Range(0, 12).ToList().ForEach(draw => loader.Read("CT", draw));
            return Task.FromResult(!corrupt.IsEmpty);
        }, "the damage is found");

        for (var draw = 0; draw < 12; draw++)
        {
            var isBad = streams["CT"].At(draw).ShardId == bad.ShardId;
            var sample = loader.Read("CT", draw);
            Assert.Equal(isBad ? "corrupt" : null, sample.Missing);
            Assert.NotEqual(bad.ShardId, streams["CT"].At(sample.Draw).ShardId);
        }

        Assert.Equal(bad.ShardId, Assert.Single(corrupt).Shard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_shard_damaged_on_the_local_disk_is_fetched_again(bool bySameProcess)
    {
        var dataset = Dataset(("CT", 1, 6));
        var cache = Cache();
        using (var first = await LoaderAsync(dataset, cache))
        {
            first.Read("CT", 0);
            await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(folder, "*.tar").Length == 1), "the shard is fetched");
        }

        var file = Directory.GetFiles(folder, "*.tar").Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (var i = 0; i < bytes.Length; i += 400)
        {
            bytes[i] ^= 1;
        }

        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        using var loader = await LoaderAsync(dataset, bySameProcess ? cache : Cache());

        Assert.All(Enumerable.Range(0, 6).Select(draw => loader.Read("CT", draw)), sample => Assert.Equal(Expected(sample.Metadata), sample.Restore().Pixels));
        Assert.Empty(corrupt);
        Assert.Equal(3, source.Fetched);
    }

    [Fact]
    public async Task Read_sample_that_was_disposed_of_gives_no_pixels_of_another()
    {
        using var loader = await LoaderAsync(Dataset(("CT", 1, 2)));
        var sample = loader.Read("CT", 0);

        sample.Dispose();
        sample.Dispose();
        using var next = loader.Read("CT", 1);

        Assert.Throws<ObjectDisposedException>(() => sample.Restore());
        Assert.Equal(Expected(next.Metadata), next.Restore().Pixels);
    }

    [Fact]
    public async Task Forget_removes_the_copies_of_these_objects_only()
    {
        var dataset = Dataset(("CT", 2, 3));
        using (var loader = await LoaderAsync(dataset))
        {
            loader.Read("CT", 0);
            await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(folder, "*.tar").Length == 2), "the shards are fetched");
        }

        Cache().Forget([dataset.Shards[0].Shard.Sha256, dataset.Shards[0].Manifest.Sha256, "../*"]);

        Assert.Equal(
            new[] { dataset.Shards[1].Manifest.Sha256 + ".json", dataset.Shards[1].Shard.Sha256 + ".tar" }.Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Read_from_many_threads_gives_the_same_as_from_one()
    {
        var dataset = Dataset(("CT", 30, 3));
        using var one = await LoaderAsync(dataset);
        using var many = await LoaderAsync(dataset);
        var expected = Enumerable.Range(0, 180).Select(draw => Key(one.Read("CT", draw))).ToArray();

        // As a trainer does: a batch after another, the rows of each in any order.
        for (var batch = 0; batch < 180; batch += 20)
        {
            Parallel.For(batch, batch + 20, new ParallelOptions { MaxDegreeOfParallelism = 8 }, draw => Assert.Equal(expected[draw], Key(many.Read("CT", draw))));
        }
    }

    [Fact]
    public async Task Read_takes_the_only_sample_of_the_group_that_can_be_had_wherever_it_stands()
    {
        using var loader = await LoaderAsync(Dataset(("CT", 3, 4)));
        var all = Enumerable.Range(0, 12).Select(draw => loader.Read("CT", draw)).ToList();

        withdrawn.UnionWith(all.Where((_, draw) => draw != 7).Select(sample => sample.Metadata.PatientId));

        Assert.All(Enumerable.Range(0, 12), draw => Assert.Equal((7, Key(all[7])), (loader.Read("CT", draw).Draw, Key(loader.Read("CT", draw)))));
    }

    [Fact]
    public async Task Read_from_many_threads_tells_of_a_damaged_shard_once()
    {
        const int Readers = 8;
        var dataset = Dataset(("CT", 2, Readers));
        var bad = dataset.Shards[0];
        source.Objects[bad.Manifest.Key][20] ^= 1;
        var opened = new TaskCompletionSource();
        source.BeforeFetch = reference => reference.Key == bad.Manifest.Key ? opened.Task : Task.CompletedTask;
        using var loader = await LoaderAsync(dataset);
        var streams = await StreamsAsync(dataset);
        using var waiting = new CountdownEvent(Readers);
        var reading = Enumerable.Range(0, 2 * Readers).Where(draw => streams["CT"].At(draw).ShardId == bad.ShardId).Select(draw => Task.Factory.StartNew(
            () =>
            {
                waiting.Signal();
                return loader.Read("CT", draw).Missing;
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        waiting.Wait(TestContext.Current.CancellationToken);
        opened.SetResult();

        Assert.Equal(Enumerable.Repeat("corrupt", Readers), await Task.WhenAll(reading));
        Assert.Single(corrupt);
    }

    [Fact]
    public async Task Read_says_why_the_sample_that_was_asked_for_is_missing_and_not_why_the_next_one_is()
    {
        var dataset = Dataset(("CT", 2, 10));
        var streams = await StreamsAsync(dataset);
        var bad = dataset.Shards[0].ShardId;
        var draw = Enumerable.Range(1, 19).First(draw => IsBad(draw - 1) && !IsBad(draw));
        using (var whole = await LoaderAsync(dataset))
        {
            withdrawn.Add(whole.Read("CT", draw).Metadata.PatientId);
        }

        Array.ForEach(Directory.GetFiles(folder, "*.json"), File.Delete);
        source.Objects[dataset.Shards[0].Manifest.Key][20] ^= 1;
        using var loader = await LoaderAsync(dataset);

        Assert.Equal("withdrawn", loader.Read("CT", draw).Missing);
        Assert.Equal("corrupt", loader.Read("CT", draw - 1).Missing);

        bool IsBad(int draw) => streams["CT"].At(draw).ShardId == bad;
    }

    [Fact]
    public async Task OfAsync_version_that_did_not_count_its_images_gives_the_same_streams()
    {
        var dataset = Dataset(("CT", 12, 3), ("MR", 2, 2));
        var older = dataset with { Shards = [.. dataset.Shards.Select(shard => shard with { ImageCount = null, DistinctImageCount = null })] };

        Assert.Equal((await StreamsAsync(dataset)).Identity, (await StreamsAsync(older)).Identity);
        Assert.NotEqual((await StreamsAsync(dataset)).Identity, (await StreamsAsync(dataset with { Shards = dataset.Shards.Skip(1).ToList() })).Identity);
    }

    private static (long, string?, string) Found(LoadedSample sample) => (sample.Draw, sample.Missing, sample.Metadata.Key);

    private static string Key(LoadedSample sample) => sample.Metadata.Key;

    private static float[] Expected(SampleMetadata sample)
    {
        var number = int.Parse(sample.PatientId[1..], System.Globalization.CultureInfo.InvariantCulture);
        return Array.ConvertAll(TestSamples.Noise(sample.Width * sample.Height, number), stored => (float)((stored * sample.ValueScale) + sample.ValueOffset));
    }

    private ShardManifest Manifest(DatasetManifest dataset, string shardId) =>
        System.Text.Json.JsonSerializer.Deserialize<ShardManifest>(source.Objects[dataset.Shards.Single(shard => shard.ShardId == shardId).Manifest.Key], ShardJson.Options)!;

    /// <summary>So many shards of so many samples of each modality; every sample of a patient of its own.</summary>
    private DatasetManifest Dataset(params (string Modality, int Shards, int Samples)[] parts)
    {
        var number = 0;
        return FakeShards.Dataset([.. parts.SelectMany(part => Enumerable.Range(0, part.Shards).Select(_ =>
            source.AddShard([.. Enumerable.Range(0, part.Samples).Select(_ => TestSamples.Sample(number++, part.Modality))])))]);
    }

    private ShardCache Cache(long limit = long.MaxValue) => new(source, folder, limit);

    private Task<ModalityStreams> StreamsAsync(DatasetManifest dataset) =>
        ModalityStreams.OfAsync(dataset, SampleSelection.Images, Seed, Cache(), TestContext.Current.CancellationToken);

    private Task<SampleLoader> LoaderAsync(DatasetManifest dataset, long limit = long.MaxValue) => LoaderAsync(dataset, Cache(limit));

    private async Task<SampleLoader> LoaderAsync(DatasetManifest dataset, ShardCache cache)
    {
        var events = new LoaderEvents { IsWithdrawn = withdrawn.Contains, CorruptShard = (shard, reason) => corrupt.Enqueue((shard.ShardId, reason)) };
        return await SampleLoader.OpenAsync(dataset, await StreamsAsync(dataset), cache, drawsAtOnce: 20, events, TestContext.Current.CancellationToken);
    }
}
