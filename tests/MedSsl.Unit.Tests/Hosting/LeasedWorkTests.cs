using System.Collections.Concurrent;
using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MedSsl.Unit.Tests.Hosting;

public sealed class LeasedWorkTests : StoreTests
{
    private readonly HostingOptions options = new() { ReconcileInterval = TimeSpan.FromMilliseconds(50), LeaseDuration = TimeSpan.FromSeconds(5), MaxAttempts = 3 };
    private readonly InProcessLeaseStore leases = new(TimeProvider.System);

    [Fact]
    public async Task Work_is_done_once_and_its_marker_removed()
    {
        await AcceptAsync("a");
        using var worker = Worker((_, _) => Task.CompletedTask);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("a") is null, "the end of the work");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(["a"], worker.Executed);
        Assert.Empty(worker.GivenUp);
    }

    [Fact]
    public async Task Work_that_fails_is_tried_to_the_limit_and_given_up_while_the_rest_goes_on()
    {
        await AcceptAsync("bad");
        await AcceptAsync("good");
        using var worker = Worker((id, _) => id == "bad" ? throw new InvalidOperationException("bad") : Task.CompletedTask);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () =>
        {
            worker.Wake(); // no need to wait for the time between two attempts
            return await MarkerAsync("bad") is null && await MarkerAsync("good") is null;
        }, "the end of both");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(3, worker.Executed.Count(id => id == "bad"));
        Assert.Contains("3 attempts", Assert.Single(worker.GivenUp), StringComparison.Ordinal);
        Assert.Single(worker.Executed, id => id == "good");
    }

    [Fact]
    public async Task Attempts_of_processes_that_died_count()
    {
        // As three processes left it that were killed in the middle.
        await Store.PutJsonAsync("pending/test/a.json", new PendingWork("a", 3), PutCondition.Overwrite, CancellationToken.None);
        using var worker = Worker((_, _) => Task.CompletedTask);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("a") is null, "the work given up");
        await worker.StopAsync(CancellationToken.None);
        Assert.Empty(worker.Executed);
        Assert.Single(worker.GivenUp);
    }

    [Fact]
    public async Task Orderly_stop_does_not_count_and_the_next_worker_resumes()
    {
        await Store.PutJsonAsync("pending/test/a.json", new PendingWork("a", 1), PutCondition.Overwrite, CancellationToken.None);
        await StopInTheMiddleAsync((_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        Assert.Equal(1, (await MarkerAsync("a"))!.Attempts);

        using var next = Worker((_, _) => Task.CompletedTask);
        await next.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("a") is null, "the resumed work");
        await next.StopAsync(CancellationToken.None);
        Assert.Equal(["a"], next.Executed);
    }

    [Fact]
    public async Task Orderly_stop_does_not_bring_back_attempts_that_progress_has_forgotten()
    {
        await Store.PutJsonAsync("pending/test/a.json", new PendingWork("a", 2), PutCondition.Overwrite, CancellationToken.None);
        await StopInTheMiddleAsync(async (worker, token) =>
        {
            await worker.ProgressAsync("a");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        Assert.Equal(0, (await MarkerAsync("a"))!.Attempts);
    }

    [Fact]
    public async Task Work_that_others_hold_is_left_alone()
    {
        await AcceptAsync("held");
        await AcceptAsync("free");
        await using var lease = await leases.TryAcquireAsync("tests/held", TimeSpan.FromMinutes(1), CancellationToken.None);
        using var worker = Worker((_, _) => Task.CompletedTask);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("free") is null, "the free work");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(["free"], worker.Executed);
        Assert.Equal(0, (await MarkerAsync("held"))!.Attempts);
    }

    [Fact]
    public async Task Work_that_is_set_aside_keeps_its_marker_counts_no_attempt_and_goes_on_when_it_may()
    {
        await Store.PutJsonAsync("pending/test/a.json", new PendingWork("a", 2), PutCondition.Overwrite, CancellationToken.None);
        await AcceptAsync("b");
        TestWorker worker = null!;
        worker = Worker((id, _) => Task.FromResult(id == "a" && worker.Executed.Count == 1 && worker.AtRest.TryAdd(id, true)));
        using var disposed = worker;
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("b") is null, "the other work");
        Assert.Equal(2, (await MarkerAsync("a"))!.Attempts);
        Assert.Equal(["a", "b"], worker.Executed); // at rest it is not even tried

        worker.AtRest.Clear();
        await Eventually.TrueAsync(async () =>
        {
            worker.Wake();
            return await MarkerAsync("a") is null;
        }, "the end of the work that rested");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(["a", "b", "a"], worker.Executed);
        Assert.Empty(worker.GivenUp);
    }

    [Fact]
    public async Task Work_now_does_not_wait_for_its_turn_and_leaves_alone_what_others_hold()
    {
        await AcceptAsync("a");
        using var worker = Worker((_, _) => Task.CompletedTask);
        await using (await leases.TryAcquireAsync("tests/a", TimeSpan.FromMinutes(1), CancellationToken.None))
        {
            await worker.WorkNowAsync("a", CancellationToken.None);
            Assert.Empty(worker.Executed);
        }

        await worker.WorkNowAsync("a", CancellationToken.None);
        Assert.Equal(["a"], worker.Executed);
        Assert.Null(await MarkerAsync("a"));
    }

    [Fact]
    public async Task Worker_outlives_a_lease_store_that_is_away()
    {
        await AcceptAsync("a");
        var away = new LeaseStoreThatComesBack(leases, failures: 2);
        using var worker = Worker((_, _) => Task.CompletedTask, away);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(async () => await MarkerAsync("a") is null, "the work after the outage");
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(["a"], worker.Executed);
    }

    [Fact]
    public async Task Accept_second_request_with_the_same_id_changes_nothing()
    {
        Assert.Equal("first", (await AcceptAsync("a", "first")).Text);
        Assert.Equal("first", (await AcceptAsync("a", "second")).Text);
        await Store.DeleteAsync("pending/test/a.json", CancellationToken.None);
        await Store.PutJsonAsync("results/a.json", new Request("done"), PutCondition.IfAbsent, CancellationToken.None);
        Assert.Equal("first", (await AcceptAsync("a", "third")).Text);
        Assert.Null(await MarkerAsync("a")); // it has its result: there is nothing to do
    }

    private async Task StopInTheMiddleAsync(Func<TestWorker, CancellationToken, Task> work)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestWorker worker = null!;
        worker = Worker((_, token) =>
        {
            var running = work(worker, token);
            begun.SetResult();
            return running;
        });
        await worker.StartAsync(CancellationToken.None);
        await begun.Task;
        await worker.StopAsync(CancellationToken.None);
        worker.Dispose();
    }

    private TestWorker Worker(Func<string, CancellationToken, Task> work, ILeaseStore? other = null) => new(Store, other ?? leases, options, work);

    private Task<PendingWork?> MarkerAsync(string id) => Store.ReadJsonAsync<PendingWork>($"pending/test/{id}.json", CancellationToken.None);

    private Task<Request> AcceptAsync(string id, string text = "") =>
        PendingWork.AcceptAsync(Store, id, new Request(text), $"requests/{id}.json", $"pending/test/{id}.json", $"results/{id}.json", CancellationToken.None);

    private sealed record Request(string Text);

    private sealed class TestWorker(IObjectStore store, ILeaseStore leases, HostingOptions options, Func<string, CancellationToken, Task> work)
        : LeasedWork(store, leases, options, TimeProvider.System, NullLogger.Instance)
    {
        public ConcurrentQueue<string> Executed { get; } = new();

        public ConcurrentQueue<string> GivenUp { get; } = new();

        protected override string Kind => "tests";

        protected override string PendingPrefix => "pending/test/";

        public Task ProgressAsync(string id) => ForgetAttemptsAsync(id, CancellationToken.None);

        /// <summary>Work that rests.</summary>
        public ConcurrentDictionary<string, bool> AtRest { get; } = new();

        protected override Task<bool> IsSetAsideAsync(string id, CancellationToken cancellationToken) => Task.FromResult(AtRest.ContainsKey(id));

        protected override async Task<WorkEnd> ExecuteAsync(string id, CancellationToken leaseToken)
        {
            Executed.Enqueue(id);
            await work(id, leaseToken);
            return AtRest.ContainsKey(id) ? WorkEnd.SetAside : WorkEnd.Done;
        }

        protected override Task GiveUpAsync(string id, string reason, CancellationToken cancellationToken)
        {
            GivenUp.Enqueue(reason);
            return Task.CompletedTask;
        }
    }

    private sealed class LeaseStoreThatComesBack(ILeaseStore inner, int failures) : ILeaseStore
    {
        private int left = failures;

        public Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref left) >= 0 ? throw new CoordinationUnavailableException("away") : inner.TryAcquireAsync(name, duration, cancellationToken);

        public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
    }
}
