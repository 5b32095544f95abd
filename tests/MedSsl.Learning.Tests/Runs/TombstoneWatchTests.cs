using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Training.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class TombstoneWatchTests : StoreTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Watch_knows_those_before_and_those_after_and_says_when_there_are_more()
    {
        await WithdrawAsync("P1");
        await using var withdrawn = await TombstoneWatch.StartAsync(Store, Interval, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        Assert.Equal((true, false, 0L), (withdrawn.Contains("P1"), withdrawn.Contains("P2"), withdrawn.Revision));

        await WithdrawAsync("P2");
        await Eventually.TrueAsync(() => Task.FromResult(withdrawn.Contains("P2") && withdrawn.Revision == 1), "the second tombstone is seen");
        Assert.True(withdrawn.Contains("P1"));
    }

    [Fact]
    public async Task Watch_goes_on_where_the_store_was_away_for_a_while()
    {
        await WithdrawAsync("P1");
        var log = new CountingLogger();
        await using var withdrawn = await TombstoneWatch.StartAsync(Store, Interval, TimeProvider.System, log, CancellationToken.None);
        Directory.Move(Folder, Folder + "-away");
        await Eventually.TrueAsync(() => Task.FromResult(log.Count > 0), "a look at the store has failed");
        Assert.True(withdrawn.Contains("P1"));

        Directory.Move(Folder + "-away", Folder);
        await WithdrawAsync("P2");
        await Eventually.TrueAsync(() => Task.FromResult(withdrawn.Contains("P2")), "the second tombstone is seen");
    }

    private Task WithdrawAsync(string pseudonym) => Store.PutJsonAsync(ObjectKeys.Tombstone(pseudonym), new { pseudonym }, PutCondition.IfAbsent, CancellationToken.None);

    private sealed class CountingLogger : ILogger
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref count);
    }
}
