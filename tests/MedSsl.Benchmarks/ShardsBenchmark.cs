namespace MedSsl.Benchmarks;

/// <summary>From an image to its place in an epoch: the codec, the builder of shards, the order of samples and the loader.</summary>
internal static class ShardsBenchmark
{
    public static IEnumerable<BenchmarkRow> Run() => [.. CodecBenchmark.Run(), .. BuilderBenchmark.Run(), .. OrderBenchmark.Run(), .. LoaderBenchmark.Run()];
}
