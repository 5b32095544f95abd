using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.FileSystem;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedSsl.Benchmarks;

/// <summary>A whole run as the platform takes it: shards of generated images in a store on disk, cache, loader, augmentation and steps.</summary>
internal static class TrainLoaderBenchmark
{
    private const int Side = 224;
    private const int SamplesPerShard = 256;
    private const int Steps = 10;
    private const int WarmUp = 2;
    private const double WaitGoal = 0.03;

    public static IEnumerable<BenchmarkRow> Run(TrainingRecipe recipe) => TemporaryFolder.Run(folder => RunAsync(folder, recipe));

    private static async Task<List<BenchmarkRow>> RunAsync(string folder, TrainingRecipe recipe)
    {
        using var store = new FileSystemObjectStore(Path.Combine(folder, "objects"), "medssl");
        await store.EnsureReadyAsync(CancellationToken.None);
        var dataset = await PublishAsync(store, ["CR", "CT", "MR", "US"]);
        await using var tombstones = await TombstoneWatch.StartAsync(store, TimeSpan.FromHours(1), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var cache = new ShardCache(new StoredShards(store), Path.Combine(folder, "cache"));
        using var images = await ShardImages.OpenAsync(dataset, recipe, cache, RunLabels.None, tombstones, (shard, why) => throw new InvalidOperationException($"{shard.ShardId}: {why}"), CancellationToken.None);
        return Train(recipe, images);
    }

    // Nothing is awaited between two operations of torch.
    private static List<BenchmarkRow> Train(TrainingRecipe recipe, ShardImages images)
    {
        using var trainer = new SelfSupervisedTrainer(recipe, images);
        for (var step = 0; step < WarmUp; step++)
        {
            trainer.Advance();
        }

        var before = Environment.CpuUsage.TotalTime;
        var reports = new List<StepReport>();
        for (var step = 0; step < Steps; step++)
        {
            reports.Add(trainer.Advance());
        }

        var processor = Environment.CpuUsage.TotalTime - before;
        var (seconds, waited) = (reports.Sum(report => report.Seconds!.Value), reports.Sum(report => report.WaitSeconds!.Value));
        return
        [
            new($"{recipe.Name} with the loader", Steps * recipe.BatchSize / seconds, "samples/s"),
            new($"{recipe.Name} with the loader: processor time", processor.TotalMilliseconds / Steps, "ms/step"),
            new($"{recipe.Name} with the loader: share of waiting for data", 100 * waited / seconds, "%", Goal: $"< {100 * WaitGoal} %", Met: waited < WaitGoal * seconds),
        ];
    }

    private static async Task<DatasetManifest> PublishAsync(FileSystemObjectStore store, IReadOnlyList<string> modalities)
    {
        var encoded = Enumerable.Range(0, 16).Select(i => CodecBenchmark.Generated(Side, Side, (ulong)i)).Select(image => SampleCodec.Encode(image.Pixels, image.Width, image.Height)).ToList();
        var shards = new List<DatasetShard>();
        foreach (var (number, modality) in modalities.Index())
        {
            var samples = Enumerable.Range(number * SamplesPerShard, SamplesPerShard).Select(sample => new EncodedSample(Metadata(modality, sample), encoded[sample % encoded.Count])).ToList();
            using var tar = new MemoryStream();
            var index = ShardWriter.Write(tar, samples);
            tar.Position = 0;
            var put = await store.PutAsync(ObjectKeys.Shard(index.Id), tar, "application/x-tar", PutCondition.Overwrite, CancellationToken.None);
            var manifest = ShardManifest.From(index, modality, put.Object);
            shards.Add(DatasetShard.Of(manifest, (await store.PutJsonAsync(ObjectKeys.ShardManifest(index.Id), manifest, PutCondition.Overwrite, CancellationToken.None)).Object));
        }

        return new DatasetManifest { Dataset = "bench", Version = 1, CreatedAt = DateTimeOffset.UnixEpoch, Shards = shards, CompletedImports = [], SplitRule = PatientSplit.DefaultRule };
    }

    private static SampleMetadata Metadata(string modality, int number) => new()
    {
        Key = SampleKey.Of($"2.25.{number}", 0),
        Modality = modality,
        PatientId = $"p{number / 8}",
        StudyUid = $"2.25.1.{number / 8}",
        SeriesUid = $"2.25.2.{number / 8}",
        SopInstanceUid = $"2.25.{number}",
        Frame = 0,
        InstanceNumber = number % 8,
        Width = Side,
        Height = Side,
        ValueScale = 1.0 / 4096,
        ValueOffset = -1,
        ReferenceVersion = "v1",
        Energies = [1, 1, 1, 1, 1, 1],
    };
}
