using MedSsl.Backends.Tests.Servers;
using MedSsl.ObjectStorage;
using MedSsl.ObjectStorage.Minio;
using Xunit;

namespace MedSsl.Backends.Tests.ObjectStorage;

[Collection(S3Tests.Name)]
public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreContract, IDisposable
{
    private readonly List<S3ObjectStore> _stores = [];

    public void Dispose() => _stores.ForEach(store => store.Dispose());

    protected override async Task<IObjectStore> CreateAsync()
    {
        var store = Open(await OptionsAsync());
        await store.EnsureReadyAsync(Cancellation);
        return store;
    }

    [Fact]
    public async Task Put_survives_a_server_that_is_killed_half_way_and_comes_back()
    {
        var store = await CreateAsync();
        var content = Bytes(8_000_000, seed: 1);
        using var stream = new ActingStream(
            content,
            4_000_000,
            async () =>
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            }
        );

        var result = await store.PutAsync("a/b", stream, "x/y", PutCondition.IfAbsent, Cancellation);

        Assert.True(result.Created);
        Assert.Equal(content, await store.ReadVerifiedAsync(result.Object, Cancellation));
    }

    [Fact]
    public async Task Server_away_is_unavailable_within_seconds_and_a_put_that_it_broke_left_nothing()
    {
        var store = await CreateAsync();
        await PutAsync(store, "there", Bytes(20_000_000, seed: 2));
        await using var reading = await store.OpenReadAsync("there", Cancellation);
        Assert.NotNull(reading);
        using var stream = new ActingStream(Bytes(8_000_000, seed: 1), 4_000_000, server.KillAsync);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            await Assert.ThrowsAsync<ObjectStoreUnavailableException>(
                () => store.PutAsync("a/b", stream, "x/y", PutCondition.Overwrite, Cancellation)
            );
            await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => reading.CopyToAsync(Stream.Null, Cancellation));
            var faults = await Task.WhenAll(
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.StatAsync("a", Cancellation)),
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync("a", Cancellation)),
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ReadRangeAsync("a", 0, 1, Cancellation)),
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.DeleteAsync("a", Cancellation)),
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ListAsync(store, "")),
                Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.EnsureReadyAsync(Cancellation))
            );
            Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Assert.All(faults, fault => Assert.Contains("after 4 attempts", fault.Message, StringComparison.Ordinal));
        }
        finally
        {
            await server.StartAgainAsync();
        }

        Assert.Equal(["there"], await ListAsync(store, ""));
    }

    [Fact]
    public async Task Server_that_hangs_is_unavailable_within_the_stall_limit()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start(); // the kernel accepts, nobody answers
        var options = new ObjectStorageOptions { Kind = "S3", Endpoint = listener.LocalEndpoint.ToString()!, AccessKey = "a", SecretKey = "b" };
        var timing = new S3Timing { Attempts = 2, Pause = TimeSpan.FromMilliseconds(10), Stall = TimeSpan.FromMilliseconds(300) };
        using var store = new S3ObjectStore(options, TimeProvider.System, timing);
        var start = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.StatAsync("a", Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync("a", Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => PutAsync(store, "a", Bytes(30_000_000, seed: 1)));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ListAsync(store, ""));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Wrong_secret_is_refused_at_once_with_advice()
    {
        var options = await OptionsAsync();
        options.SecretKey = "wrong";
        var store = Open(options);

        var fault = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.EnsureReadyAsync(Cancellation));
        var put = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => PutAsync(store, "a", [1]));

        Assert.Contains("after 1 attempt:", fault.Message, StringComparison.Ordinal);
        Assert.Contains("after 1 attempt:", put.Message, StringComparison.Ordinal);
        Assert.Contains("Check endpoint, bucket, keys and clock", put.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", put.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bucket_that_is_not_there_is_away_not_empty()
    {
        var store = Open(await OptionsAsync());

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync("a", Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ReadRangeAsync("a", 0, 1, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => PutAsync(store, "a", [1]));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ListAsync(store, ""));
    }

    private S3ObjectStore Open(ObjectStorageOptions options)
    {
        var store = new S3ObjectStore(options, TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    private async Task<ObjectStorageOptions> OptionsAsync()
    {
        var environment = await server.RequireAsync();
        return new ObjectStorageOptions
        {
            Kind = environment["ObjectStorage:Kind"],
            Endpoint = environment["ObjectStorage:Endpoint"],
            AccessKey = environment["ObjectStorage:AccessKey"],
            SecretKey = environment["ObjectStorage:SecretKey"],
            Bucket = $"test-{Guid.NewGuid():N}",
        };
    }
}
