using System.Globalization;
using System.Text.Json;
using MedSsl.Benchmarks;
using MedSsl.Benchmarks.Learning;

// One benchmark by name: prints its table and writes artifacts/bench/NAME.json.
var benchmarks = new Dictionary<string, Func<IEnumerable<BenchmarkRow>>>(StringComparer.Ordinal)
{
    ["augment"] = AugmentBenchmark.Run,
    ["builder"] = BuilderBenchmark.Run,
    ["builder-long"] = BuilderBenchmark.RunLong,
    ["catalogue"] = CatalogueBenchmark.Run,
    ["codec"] = CodecBenchmark.Run,
    ["energy"] = EnergyBandsBenchmark.Run,
    ["decode"] = DecodeBenchmark.Run,
    ["index"] = IndexBenchmark.Run,
    ["ingest"] = IngestBenchmark.Run,
    ["ingest-service"] = IngestServiceBenchmark.Run,
    ["dicom"] = DicomBenchmark.Run,
    ["learning"] = LearningBenchmark.Run,
    ["learning-compare"] = LearningBenchmark.Compare,
    ["loader"] = LoaderBenchmark.Run,
    ["normalize"] = NormalizeBenchmark.Run,
    ["order"] = OrderBenchmark.Run,
    ["selection"] = SelectionBenchmark.Run,
    ["shards"] = ShardsBenchmark.Run,
    ["sinkhorn"] = SinkhornBenchmark.Run,
    ["train"] = TrainBenchmark.Run,
    ["train-update"] = UpdateBenchmark.Run,
};

if (args is not [var name] || !benchmarks.TryGetValue(name, out var benchmark))
{
    Console.Error.WriteLine($"usage: MedSsl.Benchmarks NAME, where NAME is one of: {string.Join(", ", benchmarks.Keys.Order(StringComparer.Ordinal))}");
    return 2;
}

var rows = benchmark().ToList();
var line = "{0,-46} {1,12} {2,-10} {3,-30} {4,12} {5,8}  {6} {7}";
Console.WriteLine(string.Format(CultureInfo.InvariantCulture, line, "metric", "value", "unit", "peer", "peerValue", "ratio", "goal", "met"));
foreach (var row in rows)
{
    Console.WriteLine(string.Format(CultureInfo.InvariantCulture, line, row.Metric, row.Value.ToString("G5", CultureInfo.InvariantCulture), row.Unit,
        row.Peer, row.PeerValue?.ToString("G5", CultureInfo.InvariantCulture), row.Ratio?.ToString("F2", CultureInfo.InvariantCulture), row.Goal, row.Met));
}

var folder = Path.Combine("artifacts", "bench");
Directory.CreateDirectory(folder);
var file = Path.Combine(folder, name + ".json");
await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
Console.WriteLine($"written: {file}");
return 0;
