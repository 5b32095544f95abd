using MedSsl.Backends.Tests.Servers;
using MedSsl.Coordination;
using MedSsl.Coordination.Redis;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

[Collection(RedisTests.Name)]
public sealed class RedisLeaseStoreTests(RedisServer server) : LeaseStoreContract, IAsyncDisposable
{
    private readonly RedisServices _services = new(server);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Kill_and_restart_of_the_server_keeps_the_lease_and_the_fence()
    {
        var store = await StoreAsync();
        var name = NewName();
        await using var lease = await store.TryAcquireAsync(name, TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(lease);

        await server.KillAsync();
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            await Assert.ThrowsAsync<CoordinationUnavailableException>(() => lease.RenewAsync(Cancellation));
            await Assert.ThrowsAsync<CoordinationUnavailableException>(() => store.CheckAsync(Cancellation));
            await Assert.ThrowsAsync<CoordinationUnavailableException>(() => store.TryAcquireAsync(NewName(), TimeSpan.FromMinutes(1), Cancellation));
            Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        }
        finally
        {
            await server.StartAgainAsync();
        }

        await MedSsl.Testing.Eventually.TrueAsync(() => IsThereAsync(store), "the connection to come back");
        Assert.True(await lease.RenewAsync(Cancellation));
        Assert.Null(await store.TryAcquireAsync(name, TimeSpan.FromMinutes(1), Cancellation));
        await using var next = await store.TryAcquireAsync(NewName(), TimeSpan.FromMinutes(1), Cancellation);
        Assert.True(next!.FencingToken > lease.FencingToken);
    }

    [Fact]
    public async Task Fencing_tokens_grow_when_the_server_lost_everything()
    {
        var store = await StoreAsync();
        var name = NewName();
        await using var before = await store.TryAcquireAsync(name, TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(before);

        // A server that lost everything was away for longer than the millisecond that its clock counts in.
        await PassAsync(TimeSpan.FromMilliseconds(20));
        await _services.FlushAsync();
        await using var after = await store.TryAcquireAsync(name, TimeSpan.FromMinutes(1), Cancellation);

        Assert.NotNull(after);
        Assert.True(after.FencingToken > before.FencingToken);
        Assert.False(await before.RenewAsync(Cancellation));
        await before.DisposeAsync();
        Assert.True(await after.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Server_away_from_the_start_is_named_without_the_password()
    {
        await using var services = new ServiceCollection()
            .AddRedisCoordination(new CoordinationOptions { Kind = "Redis", ConnectionString = "127.0.0.1:1,password=hidden,connectTimeout=500" })
            .BuildServiceProvider();

        var fault = await Assert.ThrowsAsync<CoordinationUnavailableException>(
            () => services.GetRequiredService<ILeaseStore>().CheckAsync(Cancellation)
        );

        Assert.Contains("127.0.0.1:1", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
    }

    protected override async Task<ILeaseStore> StoreAsync() => (await _services.GetAsync()).GetRequiredService<ILeaseStore>();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Cancellation);

    private static async Task<bool> IsThereAsync(ILeaseStore store)
    {
        try
        {
            await store.CheckAsync(Cancellation);
            return true;
        }
        catch (CoordinationUnavailableException)
        {
            return false;
        }
    }
}

[Collection(RedisTests.Name)]
public sealed class RedisCacheTests(RedisServer server) : KeyValueCacheContract, IAsyncDisposable
{
    private readonly RedisServices _services = new(server);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    protected override async Task<IKeyValueCache> CacheAsync() => (await _services.GetAsync()).GetRequiredService<IKeyValueCache>();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Cancellation);
}

[Collection(RedisTests.Name)]
public sealed class RedisDigestIndexTests(RedisServer server) : DigestIndexContract, IAsyncDisposable
{
    private readonly RedisServices _services = new(server);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Index_is_empty_after_the_server_lost_everything()
    {
        var index = await IndexAsync();
        await index.SetAsync("a", "b", Cancellation);
        await index.MarkFilledAsync(Cancellation);

        await _services.FlushAsync();

        Assert.False(await index.IsFilledAsync(Cancellation));
        Assert.Equal(DigestMatch.Absent, await index.FindAsync("a", "b", Cancellation));
    }

    protected override async Task<IDigestIndex> IndexAsync() => (await _services.GetAsync()).GetRequiredService<IDigestIndex>();
}

/// <summary>The registered adapter, connected to the server of the tests.</summary>
internal sealed class RedisServices(RedisServer server) : IAsyncDisposable
{
    private ServiceProvider? _provider;

    public async Task<IServiceProvider> GetAsync() =>
        _provider ??= new ServiceCollection().AddRedisCoordination(await OptionsAsync()).BuildServiceProvider();

    public async Task FlushAsync()
    {
        await GetAsync();
        await _provider!.GetRequiredService<RedisConnection>().RunAsync("flush", redis => redis.ExecuteAsync("FLUSHALL"), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _provider?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CoordinationOptions> OptionsAsync()
    {
        var environment = await server.RequireAsync();
        return new CoordinationOptions
        {
            Kind = environment["Coordination:Kind"],
            // allowAdmin: one test empties the server.
            ConnectionString = $"{environment["Coordination:ConnectionString"]},allowAdmin=true",
        };
    }
}
