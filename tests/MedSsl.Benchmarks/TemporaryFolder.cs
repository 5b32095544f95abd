using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>The folder of a benchmark that writes files; nothing of it stays.</summary>
internal static class TemporaryFolder
{
    /// <summary>Runs a benchmark in a new folder, to its end.</summary>
    public static IEnumerable<BenchmarkRow> Run(Func<string, Task<List<BenchmarkRow>>> benchmark)
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            return benchmark(folder).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
