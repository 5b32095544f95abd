using MedSsl.Coordination;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Hosting;

public sealed class ReconcileLoopTests
{
    private readonly InProcessLeaseStore leases = new(TimeProvider.System);

    [Fact]
    public async Task Loop_survives_passes_that_fail()
    {
        var reconciler = new CountingReconciler(pass => pass <= 2 ? throw new InvalidOperationException("pass failed") : 0);
        await RunAsync(reconciler, TimeSpan.FromMilliseconds(50), _ => reconciler.PassesAsync(4));
    }

    [Fact]
    public async Task Loop_runs_at_start_and_on_its_signal_long_before_its_interval()
    {
        var reconciler = new CountingReconciler(_ => 0);
        await RunAsync(reconciler, TimeSpan.FromDays(1), async signal =>
        {
            await reconciler.PassesAsync(1);
            signal.Set();
            await reconciler.PassesAsync(2);
        });
    }

    [Fact]
    public async Task Loop_does_nothing_while_another_process_has_the_lease()
    {
        var reconciler = new CountingReconciler(_ => 0);
        var lease = await leases.TryAcquireAsync("reconcile/counting", TimeSpan.FromMinutes(1), CancellationToken.None);
        var asked = new CountingLeases(leases);
        await RunAsync(reconciler, TimeSpan.FromMilliseconds(50), async _ =>
        {
            await Eventually.TrueAsync(() => Task.FromResult(asked.Count >= 2), "two tries to get the lease");
            Assert.Equal(0, reconciler.Passes);
            await lease!.DisposeAsync();
            await reconciler.PassesAsync(1);
        }, asked);
    }

    [Fact]
    public async Task Sum_one_failure_does_not_keep_the_others_waiting()
    {
        var done = new List<int>();
        var failure = await Assert.ThrowsAsync<AggregateException>(() => EachOnItsOwn.SumAsync([1, 2, 3], item =>
        {
            done.Add(item);
            return item == 2 ? throw new IOException("two") : Task.FromResult(item);
        }, CancellationToken.None));
        Assert.Equal("two", Assert.Single(failure.InnerExceptions).Message);
        Assert.Equal([1, 2, 3], done);
        Assert.Equal(6, await EachOnItsOwn.SumAsync([1, 2, 3], Task.FromResult, CancellationToken.None));
    }

    private async Task RunAsync(CountingReconciler reconciler, TimeSpan interval, Func<ReconcileSignal<CountingReconciler>, Task> test, ILeaseStore? other = null)
    {
        var signal = new ReconcileSignal<CountingReconciler>();
        var options = Options.Create(new HostingOptions { ReconcileInterval = interval });
        using var loop = new ReconcileLoop<CountingReconciler>(reconciler, signal, other ?? leases, options, TimeProvider.System, NullLogger<ReconcileLoop<CountingReconciler>>.Instance);
        await loop.StartAsync(CancellationToken.None);
        await test(signal);
        await loop.StopAsync(CancellationToken.None);
        Assert.True(loop.ExecuteTask!.IsCanceled || loop.ExecuteTask.IsCompletedSuccessfully);
    }

    private sealed class CountingReconciler(Func<int, int> pass) : IReconciler
    {
        private int passes;

        public string Name => "counting";

        public int Passes => Volatile.Read(ref passes);

        public Task<int> ReconcileAsync(CancellationToken cancellationToken) => Task.FromResult(pass(Interlocked.Increment(ref passes)));

        public Task PassesAsync(int count) => Eventually.TrueAsync(() => Task.FromResult(Passes >= count), $"pass {count}");
    }

    private sealed class CountingLeases(ILeaseStore inner) : ILeaseStore
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            return inner.TryAcquireAsync(name, duration, cancellationToken);
        }

        public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
    }
}
