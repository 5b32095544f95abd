using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.ObjectStorage.Minio;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Testing;
using MedSsl.Testing.Servers;

namespace MedSsl.Benchmarks;

/// <summary>
/// The loader over 2,400 generated CT slices of 512 x 512 in twelve shards, in the order of a run, on two threads: from the S3 server with an empty cache and
/// from files on the local disk that are not in the page cache, as in a second epoch. What comes out is the stored 16-bit pixels, as from the Python reader. Beside it a plain read of the same bytes, and the documented Python reader (tarfile, zstandard, NumPy) over the same shards.
/// </summary>
internal static class LoaderBenchmark
{
    private const int Shards = 12;
    private const int SamplesPerShard = 200;
    private const int Samples = Shards * SamplesPerShard;
    private const int Batch = 64;
    private const int Threads = 2;
    private const int Rounds = 3;
    private const double WarmUpSeconds = 12;
    private const double ShareGoal = 0.7;
    private const double PythonGoal = 8;
    private const double FirstBatchGoal = 1;

    public static IEnumerable<BenchmarkRow> Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<List<BenchmarkRow>> RunAsync()
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            using var disk = new FileSystemObjectStore(Path.Combine(folder, "objects"), "medssl");
            await disk.EnsureReadyAsync(CancellationToken.None);
            var dataset = await PublishAsync(disk);
            var bytes = dataset.Shards.Sum(shard => shard.Shard.Bytes);
            var rows = new List<BenchmarkRow>
            {
                new($"{Samples:N0} slices: bytes as stored", bytes / 1e6, "MB"),
                new("bytes as pixels", Samples * 512.0 * 512 * 2 / 1e6, "MB"),
            };

            // Compiling what runs often takes half a core for the first ten seconds of a process, and is no part of a run of hours.
            var warm = new ShardCache(new StoredShards(disk), Path.Combine(folder, "warm"));
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;)
            {
                await EpochAsync(dataset, warm, sample => sample.Restore().Pixels.Length);
            }

            await using (var server = new LocalServer("s3.sh"))
            {
                var settings = await server.RequireAsync();
                using var s3 = new S3ObjectStore(Options(settings), TimeProvider.System);
                await s3.EnsureReadyAsync(CancellationToken.None);
                await PublishAsync(s3);
                rows.AddRange(await RowsAsync("S3, empty cache", s3, dataset, folder, keepCache: false));
            }

            rows.AddRange(await RowsAsync("disk", disk, dataset, folder, keepCache: true));
            rows.AddRange(Python(Path.Combine(folder, "objects", "medssl"), dataset, rows[^1].Value));
            return rows;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<BenchmarkRow>> RowsAsync(string from, IObjectStore store, DatasetManifest dataset, string folder, bool keepCache)
    {
        var cacheFolder = Path.Combine(folder, $"cache-{Guid.NewGuid():N}");
        var cache = new ShardCache(new StoredShards(store), cacheFolder);
        var (plain, first, epoch) = (new List<double>(), new List<double>(), new List<double>());
        var (memory, processor) = (0.0, 0.0);
        for (var round = 0; round <= Rounds; round++)
        {
            Forget(cacheFolder);
            var plainSeconds = await SecondsAsync(() => keepCache && Directory.Exists(cacheFolder) ? ReadFilesAsync(cacheFolder) : ReadObjectsAsync(store, dataset));
            Forget(cacheFolder);
            if (!keepCache && Directory.Exists(cacheFolder))
            {
                Directory.Delete(cacheFolder, recursive: true);
            }

            var before = Environment.CpuUsage.TotalTime;
            var (firstSeconds, epochSeconds, peak) = await EpochAsync(dataset, cache, sample => sample.Stored.Length);
            if (round > 0)
            {
                plain.Add(plainSeconds);
                first.Add(firstSeconds);
                epoch.Add(epochSeconds);
                memory = Math.Max(memory, peak);
                processor += (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Samples / Rounds;
            }
        }

        var start = Environment.CpuUsage.TotalTime;
        await EpochAsync(dataset, cache, sample => sample.Restore().Pixels.Length);
        var floats = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / Samples;
        var megabytes = dataset.Shards.Sum(shard => shard.Shard.Bytes) / 1e6;
        var (loader, peer) = (megabytes / Median(epoch), megabytes / Median(plain));
        return
        [
            new($"{from}: loader", loader, "MB/s", "plain read of the same bytes", peer, $">= {ShareGoal} of it", loader >= ShareGoal * peer),
            new($"{from}: first batch of {Batch}", Median(first), "s", Goal: $"< {FirstBatchGoal} s", Met: Median(first) < FirstBatchGoal),
            new($"{from}: managed memory above the start", memory, "MB"),
            new($"{from}: processor time of the loader", processor, "ms/sample"),
            new("cached: the same with values restored to floats", floats, "ms/sample"),
            new($"{from}: loader", Samples / Median(epoch), "samples/s"),
        ];
    }

    /// <summary>An epoch by a new loader, batch after batch as a trainer asks for them.</summary>
    private static async Task<(double First, double Epoch, double Megabytes)> EpochAsync(DatasetManifest dataset, ShardCache cache, Func<LoadedSample, int> use)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = before;
        var start = Stopwatch.GetTimestamp();
        var streams = await ModalityStreams.OfAsync(dataset, SampleSelection.Images, 1, cache, CancellationToken.None);
        using var loader = await SampleLoader.OpenAsync(dataset, streams, cache, 2 * Batch, new LoaderEvents(), CancellationToken.None);
        var first = 0.0;
        for (var from = 0; from < Samples; from += Batch)
        {
            // One by one: threads that take draws in blocks would wait for each other at the end of every batch.
            var draws = Partitioner.Create(Enumerable.Range(from, Math.Min(Batch, Samples - from)), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(draws, new ParallelOptions { MaxDegreeOfParallelism = Threads }, draw =>
            {
                using var sample = loader.Read("CT", draw);
                if (use(sample) != 512 * 512)
                {
                    throw new InvalidOperationException($"Draw {draw} has another size.");
                }
            });
            first = first == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : first;
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }

        return (first, Stopwatch.GetElapsedTime(start).TotalSeconds, (peak - before) / 1e6);
    }

    private static IEnumerable<BenchmarkRow> Python(string objects, DatasetManifest dataset, double ours)
    {
        const string Main = """

            import sys, time
            start = time.perf_counter()
            count = sum(1 for path in sys.argv[1:] for _ in samples(path))
            print(count / (time.perf_counter() - start), 1000 * time.process_time() / count)
            """;
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "shard-format.md"));
        var from = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        var script = page[from..page.IndexOf("```", from, StringComparison.Ordinal)] + Main;
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script, .. dataset.Shards.Take(Shards / 4).Select(shard => Path.Combine(objects, shard.Shard.Key))]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.WriteLine("No Python 3 with numpy and zstandard: its figure is left out.");
            yield break;
        }

        var figures = output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        var python = figures[0];
        yield return new("Python reader: processor time", figures[1], "ms/sample");
        yield return new("disk: loader", ours, "samples/s", "documented Python reader, in turn", python, $">= {PythonGoal}x", ours >= PythonGoal * python);
    }

    private static ObjectStorageOptions Options(IReadOnlyDictionary<string, string> settings) => new()
    {
        Kind = ObjectStorageOptions.S3,
        Endpoint = settings["ObjectStorage:Endpoint"],
        AccessKey = settings["ObjectStorage:AccessKey"],
        SecretKey = settings["ObjectStorage:SecretKey"],
        Bucket = "medssl",
    };

    private static async Task<DatasetManifest> PublishAsync(IObjectStore store)
    {
        var images = Enumerable.Range(0, 16).Select(i => CodecBenchmark.Generated(512, 512, (ulong)i)).ToList();
        var encoded = images.Select(image => SampleCodec.Encode(image.Pixels, image.Width, image.Height)).ToList();
        var shards = new List<DatasetShard>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var samples = Enumerable.Range(shard * SamplesPerShard, SamplesPerShard).Select(number => new EncodedSample(Metadata(number), encoded[number % encoded.Count])).ToList();
            using var tar = new MemoryStream();
            var index = ShardWriter.Write(tar, samples);
            tar.Position = 0;
            var put = await store.PutAsync($"shards/{index.Id}.tar", tar, "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
            var manifest = ShardManifest.From(index, "CT", put.Object);
            shards.Add(DatasetShard.Of(manifest, (await store.PutJsonAsync($"shards/{index.Id}.json", manifest, PutCondition.Overwrite, CancellationToken.None)).Object));
        }

        return new DatasetManifest { Dataset = "bench", Version = 1, CreatedAt = DateTimeOffset.UnixEpoch, Shards = shards, CompletedImports = [], SplitRule = PatientSplit.DefaultRule };
    }

    private static SampleMetadata Metadata(int number) => new()
    {
        Key = SampleKey.Of($"2.25.{number}", 0),
        Modality = "CT",
        PatientId = $"p{number / 50}",
        StudyUid = $"2.25.1.{number / 50}",
        SeriesUid = $"2.25.2.{number / 50}",
        SopInstanceUid = $"2.25.{number}",
        Frame = 0,
        InstanceNumber = number % 50,
        Width = 512,
        Height = 512,
        ValueScale = 1.0 / 4096,
        ValueOffset = -1,
        ReferenceVersion = "v1",
        Energies = [1, 1, 1, 1, 1, 1],
    };

    private static async Task ReadObjectsAsync(IObjectStore store, DatasetManifest dataset)
    {
        var buffer = new byte[1 << 20];
        foreach (var shard in dataset.Shards)
        {
            await using var content = (await store.OpenReadAsync(shard.Shard.Key, CancellationToken.None))!;
            while (await content.ReadAsync(buffer) > 0)
            {
            }
        }
    }

    private static async Task ReadFilesAsync(string folder)
    {
        var buffer = new byte[1 << 20];
        foreach (var file in Directory.GetFiles(folder, "*.tar"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            while (await content.ReadAsync(buffer) > 0)
            {
            }
        }
    }

    /// <summary>Takes the files of a folder out of the page cache, so that a disk is what is read.</summary>
    private static void Forget(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            using var dd = Process.Start(new ProcessStartInfo("dd", [$"of={file}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"]))!;
            dd.WaitForExit();
        }
    }

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
