using MedSsl.Coordination;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

public sealed class LeaseRunnerTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly SteppingTime _time = new();
    private readonly ScriptedStore _store;

    public LeaseRunnerTests() => _store = new ScriptedStore(new InProcessLeaseStore(_time));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_under_the_lease_and_releases_it()
    {
        long token = 0;

        var outcome = await RunAsync(
            async (lease, _) =>
            {
                token = lease.FencingToken;
                Assert.Null(await _store.TryAcquireAsync("a", Duration, Cancellation));
            }
        );

        Assert.Equal(LeaseOutcome.Completed, outcome);
        await using var next = await _store.TryAcquireAsync("a", Duration, Cancellation);
        Assert.True(next!.FencingToken > token);
    }

    [Fact]
    public async Task Lease_of_another_means_no_work()
    {
        await using var other = await _store.TryAcquireAsync("a", Duration, Cancellation);

        Assert.Equal(LeaseOutcome.NotAcquired, await RunAsync((_, _) => throw new InvalidOperationException("must not run")));
    }

    [Fact]
    public async Task Long_work_keeps_the_lease()
    {
        var release = new TaskCompletionSource();
        var run = RunAsync((_, _) => release.Task);

        for (var renewals = 1; renewals <= 20; renewals++)
        {
            await StepAsync(run);
            Assert.Equal(renewals, _store.Renewals);
            Assert.Null(await _store.TryAcquireAsync("a", Duration, Cancellation));
        }

        release.SetResult();
        Assert.Equal(LeaseOutcome.Completed, await run);
    }

    [Fact]
    public async Task Lost_lease_cancels_the_work()
    {
        _store.OnRenew = () => false;
        var run = RunAsync((_, token) => Task.Delay(Timeout.Infinite, token));

        await StepAsync(run);

        Assert.Equal(LeaseOutcome.Lost, await run);
        Assert.Equal(1, _store.Renewals);
    }

    [Fact]
    public async Task Work_that_ends_although_its_lease_was_lost_is_told_so()
    {
        _store.OnRenew = () => false;
        var run = RunAsync(
            async (_, token) =>
            {
                var cancelled = new TaskCompletionSource();
                await using var registration = token.Register(cancelled.SetResult);
                await cancelled.Task;
            }
        );

        await StepAsync(run);

        Assert.Equal(LeaseOutcome.Lost, await run);
    }

    [Fact]
    public async Task Store_that_is_away_for_a_while_costs_nothing()
    {
        var calls = 0;
        _store.OnRenew = () => ++calls is > 1 and < 6 ? throw new CoordinationUnavailableException("away") : true;
        var release = new TaskCompletionSource();
        var run = RunAsync((_, token) => release.Task.WaitAsync(token));

        while (calls < 8)
        {
            await StepAsync(run);
            Assert.False(run.IsCompleted);
        }

        release.SetResult();
        Assert.Equal(LeaseOutcome.Completed, await run);
    }

    [Fact]
    public async Task Store_that_stays_away_cancels_the_work_before_the_lease_expires()
    {
        _store.OnRenew = () => throw new CoordinationUnavailableException("away");
        var start = _time.GetUtcNow();
        var run = RunAsync((_, token) => Task.Delay(Timeout.Infinite, token));

        while (!run.IsCompleted)
        {
            await StepAsync(run);
        }

        Assert.Equal(LeaseOutcome.Lost, await run);
        Assert.InRange(_time.GetUtcNow() - start, Duration * 0.9, Duration);
    }

    [Fact]
    public async Task Exception_of_the_work_passes_through_and_the_lease_is_free()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync((_, _) => throw new InvalidDataException()));

        await using var next = await _store.TryAcquireAsync("a", Duration, Cancellation);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_passes_through_and_the_lease_is_free()
    {
        using var caller = new CancellationTokenSource();
        var run = LeaseRunner.RunAsync(_store, "a", Duration, (_, token) => Task.Delay(Timeout.Infinite, token), _time, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await using var next = await _store.TryAcquireAsync("a", Duration, Cancellation);
        Assert.NotNull(next);
    }

    private Task<LeaseOutcome> RunAsync(Func<ILease, CancellationToken, Task> work) =>
        LeaseRunner.RunAsync(_store, "a", Duration, work, _time, Cancellation);

    /// <summary>Lets the runner's present delay pass, and waits until it is in its next one or at its end.</summary>
    private Task StepAsync(Task run)
    {
        // Each round of the runner makes two timers: the limit of the renewal, then the next delay.
        var next = _time.Timers + 2;
        _time.Advance(_time.LastDue);
        return Eventually.TrueAsync(() => Task.FromResult(_time.Timers >= next || run.IsCompleted), "the runner to react");
    }

    private sealed class SteppingTime() : FakeTimeProvider(System.GetUtcNow())
    {
        public int Timers { get; private set; }

        public TimeSpan LastDue { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            LastDue = dueTime;
            Timers++;
            return timer;
        }
    }

    /// <summary>A store whose renewals a test may spoil.</summary>
    private sealed class ScriptedStore(ILeaseStore inner) : ILeaseStore
    {
        public Func<bool> OnRenew { get; set; } = () => true;

        public int Renewals { get; private set; }

        public async Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken) =>
            await inner.TryAcquireAsync(name, duration, cancellationToken) is { } lease ? new Scripted(this, lease) : null;

        public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        private sealed class Scripted(ScriptedStore store, ILease lease) : ILease
        {
            public string Name => lease.Name;

            public long FencingToken => lease.FencingToken;

            public async Task<bool> RenewAsync(CancellationToken cancellationToken)
            {
                var renewed = store.OnRenew() && await lease.RenewAsync(cancellationToken);
                store.Renewals++;
                return renewed;
            }

            public ValueTask DisposeAsync() => lease.DisposeAsync();
        }
    }
}
