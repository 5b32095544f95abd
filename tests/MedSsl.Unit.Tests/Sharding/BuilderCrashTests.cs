using MedSsl.Contracts.Datasets;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding;

/// <summary>
/// A builder dies before or after each of its operations on store and bus, one after the other, and is started again; two builders are interleaved at each of
/// them. Whatever happens, every sample ends up in the dataset, once, and the last version is told of.
/// </summary>
public sealed class BuilderCrashTests : IDisposable
{
    private const int Whole = 50_000; // all that waits is one version
    private const int Small = 2; // a backlog is several

    private readonly string root = Repository.NewTemporaryFolder();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(false, Whole)]
    [InlineData(true, Whole)]
    [InlineData(true, Small)]
    public async Task Builder_that_dies_at_any_operation_Should_lose_and_double_nothing(bool afterIt, int versionSamples)
    {
        var died = true;
        for (var nth = 1; died; nth++)
        {
            var folder = Path.Combine(root, $"{nth}");
            string? last = null;
            died = false;
            await using (var first = await ScenarioAsync(folder, versionSamples))
            {
                var count = 0;
                Func<string, Task> die = operation =>
                {
                    if (++count >= nth)
                    {
                        (died, last) = (true, last ?? operation);
                        throw new ProcessDiedException();
                    }

                    return Task.CompletedTask;
                };
                _ = afterIt ? first.Operations.After = die : first.Operations.Before = die;
                try
                {
                    await first.PassAsync();
                }
                catch (AggregateException) when (died)
                {
                }
                catch (ProcessDiedException)
                {
                }

                first.Operations.Before = first.Operations.After = _ => Task.CompletedTask;
                await using var second = await Builder.StartAsync(folder, time, versionSamples);
                await second.PassAsync();
                if (versionSamples == Small)
                {
                    time.Advance(TimeSpan.FromMinutes(11));
                    await second.FindLostAsync();
                    await second.PassAsync();
                }

                await AssertWholeAsync(second, $"{(afterIt ? "after" : "before")} operation {nth}, {last}", first.Told.Concat(second.Told));
                Assert.Equal(0, await second.PassAsync());
            }

            Assert.True(nth < 500, "the builder never ends");
        }
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData(Small)]
    public async Task Two_builders_at_once_Should_put_every_sample_once_wherever_one_overtakes_the_other(int versionSamples)
    {
        var overtaken = true;
        for (var nth = 1; overtaken; nth++)
        {
            var folder = Path.Combine(root, $"{nth}");
            await using var slow = await ScenarioAsync(folder, versionSamples);
            await using var fast = await Builder.StartAsync(folder, time, versionSamples);
            var (count, at) = (0, "");
            slow.Operations.Before = async operation =>
            {
                if (++count == nth)
                {
                    at = operation;
                    await StageAsync(new NormalizedSeries(fast.Operations), "1.5", 7); // what the slow one does not know of
                    await fast.PassAsync();
                }
            };
            await slow.PassAsync();
            overtaken = at.Length > 0;
            slow.Operations.Before = _ => Task.CompletedTask;
            time.Advance(TimeSpan.FromMinutes(11));
            if (versionSamples == Small)
            {
                await slow.FindLostAsync();
            }

            await slow.PassAsync();
            await AssertWholeAsync(slow, $"overtaken at operation {nth}, {at}", slow.Told.Concat(fast.Told), overtaken ? 7 : 6);
        }
    }

    [Fact]
    public async Task Two_builders_in_turns_Should_put_every_sample_once_whatever_the_turns()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var folder = Path.Combine(root, $"{seed}");
            await using var one = await ScenarioAsync(folder);
            await using var other = await Builder.StartAsync(folder, time);
            var turns = new Turns(new Random(seed), 2);
            await Task.WhenAll(turns.RunAsync(one), turns.RunAsync(other));
            one.Operations.Before = other.Operations.Before = _ => Task.CompletedTask;
            await one.PassAsync();
            await AssertWholeAsync(one, $"turns of seed {seed}", one.Told.Concat(other.Told));
        }
    }

    [Fact]
    public async Task Series_that_is_normalized_anew_while_it_is_sealed_Should_stay_staged()
    {
        await using var builder = await ScenarioAsync(Path.Combine(root, "anew"));
        builder.Operations.Before = operation => operation.StartsWith("put datasets/north/versions/", StringComparison.Ordinal)
            ? StageAsync(new NormalizedSeries(builder.Operations), "1.2", 4, 7)
            : Task.CompletedTask;
        await builder.PassAsync();
        builder.Operations.Before = _ => Task.CompletedTask;
        time.Advance(TimeSpan.FromMinutes(11));
        await builder.PassAsync();
        await AssertWholeAsync(builder, "never", builder.Told, 7);
    }

    /// <summary>A dataset with a version, to which a late instance, a series that came again, new series and an import without images are added.</summary>
    private async Task<Builder> ScenarioAsync(string folder, int versionSamples = Whole)
    {
        var builder = await Builder.StartAsync(folder, time, versionSamples);
        var series = new NormalizedSeries(builder.Operations);
        await StageAsync(series, "1.1", 1, 2);
        await series.EndImportAsync("i-1", "1.1");
        await builder.PassAsync();
        await StageAsync(series, "1.1", 1, 2, 3);
        await StageAsync(series, "1.2", 4);
        await StageAsync(series, "1.3", 5, 6, 2);
        await series.EndImportAsync("i-2", "1.1", "1.2", "1.3");
        await series.NormalizeAsync("1.4");
        await series.EndImportAsync("i-3", "1.4");
        return builder;
    }

    private static async Task StageAsync(NormalizedSeries series, string uid, params int[] samples) => await series.StageAsync(await series.NormalizeAsync(uid, samples));

    private static async Task AssertWholeAsync(Builder builder, string when, IEnumerable<DatasetPublished> told, int samples = 6)
    {
        try
        {
            await builder.AssertSealedAsync([.. Enumerable.Range(1, samples)], ["i-1", "i-2", "i-3"]);
            var versions = told.ToList();
            await builder.AssertStandAsync(versions);
            var newest = versions.MaxBy(version => version.Version)!;
            Assert.Equal(["i-1", "i-2", "i-3"], newest.CompletedImports.Order(StringComparer.Ordinal));
            Assert.Equal(samples, newest.SampleCount);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"One builder was stopped {when}.", exception);
        }
    }

    private sealed class ProcessDiedException : Exception;

    /// <summary>Before each operation somebody who has not ended is drawn to go on.</summary>
    private sealed class Turns(Random random, int builders)
    {
        private readonly List<TaskCompletionSource> waiting = [];
        private int running = builders;

        public async Task RunAsync(Builder builder)
        {
            builder.Operations.Before = _ => WaitAsync();
            try
            {
                await builder.PassAsync();
            }
            finally
            {
                running--;
                GoOn();
            }
        }

        private Task WaitAsync()
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add(turn);
            GoOn();
            return turn.Task;
        }

        private void GoOn()
        {
            if (waiting.Count > 0 && waiting.Count >= running)
            {
                var next = waiting[random.Next(waiting.Count)];
                waiting.Remove(next);
                next.SetResult();
            }
        }
    }
}
