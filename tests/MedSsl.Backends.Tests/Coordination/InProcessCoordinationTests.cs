using MedSsl.Coordination;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

public sealed class InProcessLeaseStoreTests : LeaseStoreContract
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly InProcessLeaseStore _store;

    public InProcessLeaseStoreTests() => _store = new InProcessLeaseStore(_time);

    [Fact]
    public async Task Fencing_tokens_grow_over_a_restart_of_the_process()
    {
        await using var before = await _store.TryAcquireAsync("a", TimeSpan.FromMinutes(1), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));

        await using var after = await new InProcessLeaseStore(_time).TryAcquireAsync("a", TimeSpan.FromMinutes(1), Cancellation);

        Assert.True(after!.FencingToken > before!.FencingToken);
    }

    protected override Task<ILeaseStore> StoreAsync() => Task.FromResult<ILeaseStore>(_store);

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class InProcessCacheTests : KeyValueCacheContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly InProcessCache _cache;

    public InProcessCacheTests() => _cache = new InProcessCache(_time);

    [Fact]
    public async Task Expired_entries_do_not_pile_up()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await _cache.SetAsync($"key{i}", new byte[] { 1 }, TimeSpan.FromSeconds(10), Cancellation);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_cache.Count, 10, 300);
    }

    protected override Task<IKeyValueCache> CacheAsync() => Task.FromResult<IKeyValueCache>(_cache);

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class InProcessDigestIndexTests : DigestIndexContract
{
    private readonly InProcessDigestIndex _index = new();

    protected override Task<IDigestIndex> IndexAsync() => Task.FromResult<IDigestIndex>(_index);
}
