using System.Collections.Concurrent;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Training;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class RunCheckpointsTests : StoreTests
{
    private const string Run = "r";

    private readonly MessageLogger log = new();

    private RunCheckpoints Checkpoints(int keep = 2, bool best = false) => new(Store, Options.Create(new TrainingOptions { KeepCheckpoints = keep, KeepBest = best }), TimeProvider.System, log);

    [Fact]
    public async Task Resume_goes_on_from_the_newest_and_every_attempt_has_a_higher_generation()
    {
        var checkpoints = Checkpoints();
        Assert.Equal((1, null), await checkpoints.ResumeAsync(Run, CancellationToken.None));
        await SaveAsync(checkpoints, 1, 5);
        await SaveAsync(checkpoints, 1, 10);

        Assert.Equal((2, 10), await ResumedAsync(checkpoints));
        await SaveAsync(checkpoints, 2, 7); // an attempt that was put back counts by its generation
        Assert.Equal((3, 7), await ResumedAsync(checkpoints));
        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Save_keeps_the_last_ones_and_the_best_and_nothing_else()
    {
        var checkpoints = Checkpoints(keep: 2, best: true);
        double[] losses = [-0.1, -0.9, -0.2, -0.3, double.NaN];
        foreach (var (i, loss) in losses.Index())
        {
            await SaveAsync(checkpoints, 1, i + 1, loss);
        }

        Assert.Equal([(2L, -0.9), (4L, -0.3), (5L, (double?)null)], (await checkpoints.ListAsync(Run, CancellationToken.None)).Select(record => (record.Step, record.LossMinusLogK)));
        Assert.Equal(6, (await KeysAsync()).Count);
        await checkpoints.RemoveAllAsync(Run, CancellationToken.None);
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Checkpoint_without_its_record_does_not_count_and_goes_with_the_next_one()
    {
        var checkpoints = Checkpoints();
        await SaveAsync(checkpoints, 1, 5);
        await PutAsync(ObjectKeys.RunCheckpoint(Run, 1, 6), [6]); // killed before the record

        Assert.Equal((2, 5), await ResumedAsync(checkpoints));
        Assert.Contains("has no record", Assert.Single(log.Messages), StringComparison.Ordinal);
        await SaveAsync(checkpoints, 2, 6);
        Assert.DoesNotContain(ObjectKeys.RunCheckpoint(Run, 1, 6), await KeysAsync());
    }

    [Fact]
    public async Task Resume_leaves_damaged_ones_behind_with_a_warning_that_names_them()
    {
        var checkpoints = Checkpoints(keep: 3);
        await SaveAsync(checkpoints, 1, 5);
        await SaveAsync(checkpoints, 1, 10);
        await SaveAsync(checkpoints, 1, 15);
        await PutAsync(ObjectKeys.RunCheckpoint(Run, 1, 15), [99]);
        await Store.DeleteAsync(ObjectKeys.RunCheckpoint(Run, 1, 10), CancellationToken.None);

        var (generation, step) = await ResumedAsync(checkpoints);

        Assert.Equal(5, step);
        Assert.Collection(log.Messages, first => Assert.Contains($"after step 15, {ObjectKeys.RunCheckpoint(Run, 1, 15)}, is damaged", first, StringComparison.Ordinal), second => Assert.Contains("after step 10", second, StringComparison.Ordinal));
        await SaveAsync(checkpoints, generation, 8);
        Assert.Equal((generation + 1, 8), await ResumedAsync(checkpoints)); // what came before does not come back

        foreach (var key in (await KeysAsync()).Where(key => !ObjectKeys.IsCheckpointRecord(key)))
        {
            await PutAsync(key, [99]);
        }

        Assert.Null((await checkpoints.ResumeAsync(Run, CancellationToken.None)).Checkpoint);
    }

    [Fact]
    public async Task RollBack_makes_a_listed_one_the_newest_until_there_is_a_newer_one()
    {
        var checkpoints = Checkpoints(keep: 3);
        foreach (var step in (int[])[5, 10, 15])
        {
            await SaveAsync(checkpoints, 1, step);
        }

        var chosen = (await checkpoints.ListAsync(Run, CancellationToken.None)).Last(record => record.Step <= 10);
        await checkpoints.RollBackAsync(Run, chosen, CancellationToken.None);

        var (generation, resumed) = await ResumedAsync(checkpoints);
        Assert.Equal((3, 10), (generation, resumed));
        await SaveAsync(checkpoints, generation, 12);
        await SaveAsync(checkpoints, generation, 14);
        Assert.Equal([10L, 12, 14], (await checkpoints.ListAsync(Run, CancellationToken.None)).Select(record => record.Step)); // its object is kept with its new record
        Assert.Equal((4, 14), await ResumedAsync(checkpoints));
    }

    [Fact]
    public async Task Save_of_a_worker_that_lost_its_lease_removes_nothing_of_its_successor()
    {
        var checkpoints = Checkpoints(keep: 1);
        await SaveAsync(checkpoints, 2, 4);

        await SaveAsync(checkpoints, 1, 9);

        Assert.Equal((3, 4), await ResumedAsync(checkpoints));
    }

    private static Task SaveAsync(RunCheckpoints checkpoints, int generation, long step, double loss = 0) =>
        checkpoints.SaveAsync(Run, generation, step, new MemoryStream([(byte)step]), loss, CancellationToken.None);

    private static async Task<(int Generation, int Step)> ResumedAsync(RunCheckpoints checkpoints)
    {
        var (generation, checkpoint) = await checkpoints.ResumeAsync(Run, CancellationToken.None);
        return (generation, Assert.Single(checkpoint!));
    }

    private Task PutAsync(string key, byte[] content) => Store.PutAsync(key, new MemoryStream(content), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None);

    private Task<List<string>> KeysAsync() => Store.ListAsync(ObjectKeys.RunCheckpointPrefix(Run), CancellationToken.None).Select(found => found.Key).ToListAsync().AsTask();

    private sealed class MessageLogger : ILogger<RunCheckpoints>
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Messages.Enqueue(formatter(state, exception));
    }
}
