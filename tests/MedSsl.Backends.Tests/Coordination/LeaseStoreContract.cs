using MedSsl.Coordination;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

/// <summary>What every lease store promises; run on each of them.</summary>
public abstract class LeaseStoreContract
{
    // Long enough that a busy machine does not lose a lease it should hold.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<ILeaseStore> StoreAsync();

    /// <summary>Lets time pass for the store.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    protected static string NewName() => $"run/{Guid.NewGuid():N}";

    [Fact]
    public async Task Lease_is_exclusive_until_it_is_released()
    {
        var store = await StoreAsync();
        var name = NewName();
        var first = await store.TryAcquireAsync(name, Long, Cancellation);

        Assert.NotNull(first);
        Assert.Equal(name, first.Name);
        Assert.Null(await store.TryAcquireAsync(name, Long, Cancellation));
        await using var other = await store.TryAcquireAsync(NewName(), Long, Cancellation);
        Assert.NotNull(other);

        await first.DisposeAsync();
        await using var second = await store.TryAcquireAsync(name, Long, Cancellation);
        Assert.NotNull(second);
        Assert.True(second.FencingToken > first.FencingToken);
    }

    [Fact]
    public async Task Lease_that_nobody_renews_expires()
    {
        var store = await StoreAsync();
        var name = NewName();
        var first = await store.TryAcquireAsync(name, Short, Cancellation);
        Assert.NotNull(first);

        await PassAsync(Short * 1.5);
        await using var second = await store.TryAcquireAsync(name, Long, Cancellation);

        Assert.NotNull(second);
        Assert.True(second.FencingToken > first.FencingToken);
        Assert.False(await first.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Renewal_after_expiry_is_false_also_when_nobody_took_the_lease()
    {
        var store = await StoreAsync();
        await using var lease = await store.TryAcquireAsync(NewName(), Short, Cancellation);
        Assert.NotNull(lease);

        await PassAsync(Short * 1.5);

        Assert.False(await lease.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Renewal_prolongs_the_lease()
    {
        var store = await StoreAsync();
        var name = NewName();
        await using var lease = await store.TryAcquireAsync(name, TimeSpan.FromSeconds(2), Cancellation);
        Assert.NotNull(lease);

        for (var i = 0; i < 3; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
            Assert.True(await lease.RenewAsync(Cancellation));
        }

        Assert.Null(await store.TryAcquireAsync(name, Long, Cancellation));
    }

    [Fact]
    public async Task Stale_holder_neither_renews_nor_frees_the_lease_of_the_next()
    {
        var store = await StoreAsync();
        var name = NewName();
        var stale = await store.TryAcquireAsync(name, Short, Cancellation);
        Assert.NotNull(stale);
        await PassAsync(Short * 1.5);
        await using var present = await store.TryAcquireAsync(name, Long, Cancellation);
        Assert.NotNull(present);

        Assert.False(await stale.RenewAsync(Cancellation));
        await stale.DisposeAsync();

        Assert.True(await present.RenewAsync(Cancellation));
        Assert.Null(await store.TryAcquireAsync(name, Long, Cancellation));
    }

    [Fact]
    public async Task Releasing_twice_is_no_error_and_harms_nobody()
    {
        var store = await StoreAsync();
        var name = NewName();
        var first = await store.TryAcquireAsync(name, Long, Cancellation);
        Assert.NotNull(first);
        await first.DisposeAsync();
        await using var second = await store.TryAcquireAsync(name, Long, Cancellation);

        await first.DisposeAsync();

        Assert.Null(await store.TryAcquireAsync(name, Long, Cancellation));
    }

    [Fact]
    public async Task Of_sixteen_at_once_one_gets_the_lease()
    {
        var store = await StoreAsync();
        for (var round = 0; round < 20; round++)
        {
            var name = NewName();
            var leases = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => store.TryAcquireAsync(name, Long, Cancellation))));

            Assert.Single(leases, lease => lease is not null);
        }
    }

    [Fact]
    public async Task Fencing_tokens_grow_strictly()
    {
        var store = await StoreAsync();
        var name = NewName();
        long last = 0;
        for (var i = 0; i < 200; i++)
        {
            await using var lease = await store.TryAcquireAsync(name, Long, Cancellation);
            Assert.NotNull(lease);
            Assert.True(lease.FencingToken > last, $"{lease.FencingToken} after {last}");
            last = lease.FencingToken;
        }
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.TryAcquireAsync("", Long, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.TryAcquireAsync("a", TimeSpan.Zero, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryAcquireAsync(NewName(), Long, new CancellationToken(true)));
        await store.CheckAsync(Cancellation);
    }
}
