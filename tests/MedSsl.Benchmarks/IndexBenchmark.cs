using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MedSsl.Coordination;
using MedSsl.Coordination.Redis;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>
/// The index of known instances in a Redis of its own: memory and rate. A hundred million entries are not made, but their density is: 190 entries a bucket,
/// in fewer buckets. The peer is a key for each instance, as one would write it first.
/// </summary>
internal static class IndexBenchmark
{
    private const int Buckets = 1 << 14;
    private const int EntriesInBucket = 190;
    private const int Entries = Buckets * EntriesInBucket;
    private const int PlainEntries = 500_000;
    private const int Finds = 200_000;
    private const int AtOnce = 2000;
    private const double WantedBytes = 20;

    public static IEnumerable<BenchmarkRow> Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<List<BenchmarkRow>> RunAsync()
    {
        var folder = Repository.NewTemporaryFolder();
        var port = Loopback.FreePort();
        try
        {
            using var server = Process.Start(new ProcessStartInfo("redis-server",
                ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--dir", folder]) { RedirectStandardOutput = true })!;
            _ = server.StandardOutput.ReadToEndAsync();
            try
            {
                await using var connection = new RedisConnection($"127.0.0.1:{port},allowAdmin=true");
                await Eventually.TrueAsync(() => AnswersAsync(connection), "Redis");
                return await MeasureAsync(connection);
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
        catch (Win32Exception)
        {
            return [new BenchmarkRow("index of known instances", 0, "bytes/entry", "redis-server: not installed")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<BenchmarkRow>> MeasureAsync(RedisConnection connection)
    {
        var plain = await BytesAsync(connection, PlainEntries, i => connection.RunAsync("set",
            redis => redis.StringSetAsync($"known:{Name(i)}", Digest(i)), CancellationToken.None));
        var index = new RedisDigestIndex(connection, Buckets);
        var start = Stopwatch.GetTimestamp();
        var bytes = await BytesAsync(connection, Entries, i => index.SetAsync(Name(i), Digest(i), CancellationToken.None));
        var setRate = Entries / Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await EachAsync(Finds, async i =>
        {
            if (await index.FindAsync(Name(i), Digest(i), CancellationToken.None) != DigestMatch.Same)
            {
                throw new InvalidOperationException($"entry {i} is not found");
            }
        });
        var findRate = Finds / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return
        [
            new BenchmarkRow($"{Entries} entries, {EntriesInBucket} a bucket", bytes, "bytes/entry", "a key an entry", plain, $"<= {WantedBytes}", bytes <= WantedBytes),
            new BenchmarkRow("100 million entries, at this density", bytes / 10, "GB", "a key an entry", plain / 10, "", null),
            new BenchmarkRow("entries, many at once", setRate, "1/s", "", null, "", null),
            new BenchmarkRow("finds, many at once", findRate, "1/s", "", null, "", null),
        ];
    }

    /// <summary>What entries add to the memory of the server, by its own account.</summary>
    private static async Task<double> BytesAsync(RedisConnection connection, int count, Func<int, Task> add)
    {
        var before = await UsedAsync(connection);
        await EachAsync(count, add);
        return (double)(await UsedAsync(connection) - before) / count;
    }

    private static async Task EachAsync(int count, Func<int, Task> work)
    {
        for (var i = 0; i < count; i += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(i, Math.Min(AtOnce, count - i)).Select(work));
        }
    }

    private static Task<long> UsedAsync(RedisConnection connection) => connection.RunAsync("memory", async redis =>
    {
        var text = (string)(await redis.ExecuteAsync("INFO", "memory"))!;
        var line = text.Split('\n').First(line => line.StartsWith("used_memory:", StringComparison.Ordinal));
        return long.Parse(line["used_memory:".Length..].Trim(), CultureInfo.InvariantCulture);
    }, CancellationToken.None);

    private static async Task<bool> AnswersAsync(RedisConnection connection)
    {
        try
        {
            await connection.RunAsync("ping", redis => redis.PingAsync(), CancellationToken.None);
            return true;
        }
        catch (CoordinationUnavailableException)
        {
            return false;
        }
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"default/2.25.{i / 200}/2.25.1{i:D37}");

    private static string Digest(int i) => i.ToString("x32", CultureInfo.InvariantCulture);
}
