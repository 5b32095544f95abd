using MedSsl.Coordination;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

/// <summary>What every cache promises; run on each of them.</summary>
public abstract class KeyValueCacheContract
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IKeyValueCache> CacheAsync();

    /// <summary>Lets time pass for the cache.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    private static string NewKey() => $"reference/{Guid.NewGuid():N}";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Set_then_get_gives_the_bytes(int length)
    {
        var cache = await CacheAsync();
        var key = NewKey();
        var value = new byte[length];
        new Random(1).NextBytes(value);

        await cache.SetAsync(key, value, Long, Cancellation);
        var expected = value.ToArray();
        value.AsSpan().Clear(); // the cache keeps its own copy

        Assert.Equal(expected, await cache.GetAsync(key, Cancellation));
    }

    [Fact]
    public async Task Absent_key_is_null() => Assert.Null(await (await CacheAsync()).GetAsync(NewKey(), Cancellation));

    [Fact]
    public async Task Set_replaces_value_and_lifetime()
    {
        var cache = await CacheAsync();
        var key = NewKey();
        await cache.SetAsync(key, new byte[] { 1 }, TimeSpan.FromMilliseconds(400), Cancellation);
        await cache.SetAsync(key, new byte[] { 2 }, Long, Cancellation);

        await PassAsync(TimeSpan.FromMilliseconds(600));

        Assert.Equal([2], await cache.GetAsync(key, Cancellation) ?? []);
    }

    [Fact]
    public async Task Value_expires()
    {
        var cache = await CacheAsync();
        var key = NewKey();
        await cache.SetAsync(key, new byte[] { 1 }, TimeSpan.FromMilliseconds(400), Cancellation);

        await PassAsync(TimeSpan.FromMilliseconds(600));

        Assert.Null(await cache.GetAsync(key, Cancellation));
    }

    [Fact]
    public async Task Removal_removes_and_is_no_error_the_second_time()
    {
        var cache = await CacheAsync();
        var key = NewKey();
        await cache.SetAsync(key, new byte[] { 1 }, Long, Cancellation);

        await cache.RemoveAsync(key, Cancellation);
        await cache.RemoveAsync(key, Cancellation);

        Assert.Null(await cache.GetAsync(key, Cancellation));
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        var cache = await CacheAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => cache.GetAsync("", Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cache.RemoveAsync("", Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cache.SetAsync("a", new byte[] { 1 }, TimeSpan.Zero, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.GetAsync("a", new CancellationToken(true)));
    }
}
