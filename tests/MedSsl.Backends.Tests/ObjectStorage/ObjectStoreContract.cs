using System.Security.Cryptography;
using System.Text;
using MedSsl.ObjectStorage;
using Xunit;

namespace MedSsl.Backends.Tests.ObjectStorage;

/// <summary>What every object store promises; run on each of them.</summary>
public abstract partial class ObjectStoreContract
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A ready store with an empty bucket of its own.</summary>
    protected abstract Task<IObjectStore> CreateAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public async Task Put_then_read_gives_the_bytes_and_their_digest(int length)
    {
        var store = await CreateAsync();
        var content = Bytes(length, seed: 1);

        var result = await PutAsync(store, "raw/series/instance.dcm", content);

        Assert.True(result.Created);
        Assert.Equal(store.Bucket, result.Object.Bucket);
        Assert.Equal("raw/series/instance.dcm", result.Object.Key);
        Assert.Equal(length, result.Object.Bytes);
        Assert.Equal("application/dicom", result.Object.MediaType);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), result.Object.Sha256);
        Assert.Equal(content, await ReadAsync(store, "raw/series/instance.dcm"));
        Assert.Equal(content, await store.ReadVerifiedAsync(result.Object, Cancellation));
    }

    [Fact]
    public async Task Put_reads_from_the_current_position_to_the_end()
    {
        var store = await CreateAsync();
        using var content = new MemoryStream("skipped kept"u8.ToArray()) { Position = 8 };

        var result = await store.PutAsync("a", content, "text/plain", PutCondition.Overwrite, Cancellation);

        Assert.Equal("kept"u8.ToArray(), await ReadAsync(store, "a"));
        Assert.Equal(4, result.Object.Bytes);
        Assert.Equal(Sha256Digest.Of("kept"u8), result.Object.Sha256);
    }

    [Fact]
    public async Task Put_with_overwrite_replaces_a_longer_object()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", Bytes(5000, seed: 1));

        var result = await PutAsync(store, "a/b", Bytes(10, seed: 2));

        Assert.True(result.Created);
        Assert.Equal(Bytes(10, seed: 2), await ReadAsync(store, "a/b"));
        Assert.Equal(10, (await store.StatAsync("a/b", Cancellation))?.Bytes);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public async Task Put_if_absent_leaves_what_is_there_and_describes_what_was_offered(int length)
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", Bytes(length, seed: 1), PutCondition.IfAbsent);

        var offered = Bytes(length, seed: 2);
        var result = await PutAsync(store, "a/b", offered, PutCondition.IfAbsent);

        Assert.False(result.Created);
        Assert.Equal(Sha256Digest.Of(offered), result.Object.Sha256);
        Assert.Equal(length, result.Object.Bytes);
        Assert.Equal(Bytes(length, seed: 1), await ReadAsync(store, "a/b"));
    }

    [Fact]
    public async Task Put_if_absent_by_sixteen_writers_creates_once_and_stores_the_winner()
    {
        var store = await CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var key = $"race/{round}";
            var contents = Enumerable.Range(0, 16).Select(writer => Bytes(2000, seed: (round * 16) + writer)).ToArray();

            var results = await Task.WhenAll(contents.Select(content => Task.Run(() => PutAsync(store, key, content, PutCondition.IfAbsent))));

            var winner = Assert.Single(Enumerable.Range(0, 16), writer => results[writer].Created);
            Assert.Equal(contents[winner], await ReadAsync(store, key));
        }
    }

    [Fact]
    public async Task Stat_tells_length_and_time()
    {
        var store = await CreateAsync();
        var before = TimeProvider.System.GetUtcNow();
        await PutAsync(store, "a/b", Bytes(123, seed: 1));

        var info = await store.StatAsync("a/b", Cancellation);

        Assert.NotNull(info);
        Assert.Equal("a/b", info.Key);
        Assert.Equal(123, info.Bytes);
        // HTTP dates have whole seconds.
        Assert.InRange(info.LastModified, before.AddSeconds(-2), TimeProvider.System.GetUtcNow().AddSeconds(2));
        Assert.Equal(TimeSpan.Zero, info.LastModified.Offset);
    }

    [Fact]
    public async Task Missing_key_is_null_everywhere()
    {
        var store = await CreateAsync();
        await PutAsync(store, "folder/object", Bytes(1, seed: 1));

        foreach (var key in new[] { "absent", "folder/absent", "absent/folder/x", "folder", "folder/object/below" })
        {
            Assert.Null(await store.StatAsync(key, Cancellation));
            Assert.Null(await store.OpenReadAsync(key, Cancellation));
            Assert.Null(await store.ReadRangeAsync(key, 0, 10, Cancellation));
            Assert.Null(await store.ReadRangeAsync(key, 0, 0, Cancellation));
            Assert.Null(await store.ReadJsonAsync<ObjectInfo>(key, Cancellation));
        }
    }

    [Theory]
    [InlineData(0, 10, 0, 10)]
    [InlineData(990, 10, 990, 10)]
    [InlineData(990, 11, 990, 10)]
    [InlineData(995, int.MaxValue, 995, 5)]
    [InlineData(1000, 1, 1000, 0)]
    [InlineData(5000, 10, 1000, 0)]
    [InlineData(long.MaxValue, 10, 1000, 0)]
    [InlineData(10, 0, 10, 0)]
    [InlineData(0, 5000, 0, 1000)]
    public async Task Range_gives_what_the_object_has_of_it(long offset, int length, int from, int count)
    {
        var store = await CreateAsync();
        var content = Bytes(1000, seed: 3);
        await PutAsync(store, "a/b", content);

        var range = await store.ReadRangeAsync("a/b", offset, length, Cancellation);

        Assert.Equal(content[from..(from + count)], range);
    }

    [Fact]
    public async Task Range_of_an_empty_object_is_empty()
    {
        var store = await CreateAsync();
        await PutAsync(store, "empty", []);

        Assert.Equal(0, (await store.ReadRangeAsync("empty", 0, 10, Cancellation))?.Length);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadRangeAsync("empty", -1, 10, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadRangeAsync("empty", 0, -1, Cancellation));
    }

    [Fact]
    public async Task Delete_removes_and_is_no_error_the_second_time()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", Bytes(10, seed: 1));

        await store.DeleteAsync("a/b", Cancellation);
        await store.DeleteAsync("a/b", Cancellation);
        await store.DeleteAsync("never/was", Cancellation);

        Assert.Null(await store.StatAsync("a/b", Cancellation));
        Assert.Empty(await ListAsync(store, ""));
        Assert.True((await PutAsync(store, "a/b", Bytes(3, seed: 2), PutCondition.IfAbsent)).Created);
    }

    [Fact]
    public async Task Ready_twice_is_no_error_and_leaves_no_object()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a", Bytes(1, seed: 1));

        await store.EnsureReadyAsync(Cancellation);

        Assert.Equal(["a"], await ListAsync(store, ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/absolute")]
    [InlineData("ends/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    [InlineData("a\uFFFEb")]
    [InlineData("a\U0001F600b")]
    public async Task Illegal_key_is_refused_by_every_operation(string key)
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.StatAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => store.OpenReadAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadRangeAsync(key, 0, 1, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, key, [1]));
        if (key is not ("" or ".." or "ends/")) // which are prefixes of legal keys
        {
            await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(store, key));
        }
    }

    [Fact]
    public async Task Too_long_keys_are_refused_and_the_longest_are_kept()
    {
        var store = await CreateAsync();
        var segment = new string('s', ObjectKeySyntax.MaxSegmentBytes);
        var longest = $"{segment}/{new string('e', ObjectKeySyntax.MaxKeyBytes - segment.Length - 3)}/e";
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, $"{segment}s", [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, $"{longest}e", [1]));

        await PutAsync(store, longest, [7]);

        Assert.Equal([7], await ReadAsync(store, longest));
    }

    [Fact]
    public async Task Cancelled_put_leaves_nothing()
    {
        var store = await CreateAsync();
        using var cancellation = new CancellationTokenSource();
        using var content = new ActingStream(Bytes(5_000_000, seed: 1), cancelAt: 2_000_000, cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.PutAsync("a/b", content, "x/y", PutCondition.Overwrite, cancellation.Token)
        );

        Assert.Null(await store.StatAsync("a/b", Cancellation));
        Assert.Empty(await ListAsync(store, ""));
        Assert.True((await PutAsync(store, "a/b", [1], PutCondition.IfAbsent)).Created);
    }

    [Fact]
    public async Task Cancelled_token_is_honoured_by_every_operation()
    {
        var store = await CreateAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.StatAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.OpenReadAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadRangeAsync("a", 0, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ListAsync("", cancelled).ToListAsync(cancelled));
    }

    [Fact]
    public async Task Readers_see_whole_objects_while_a_writer_replaces_them()
    {
        var store = await CreateAsync();
        var versions = Enumerable.Range(0, 4).Select(seed => Bytes(300_000, seed)).ToArray();
        var digests = versions.Select(version => Sha256Digest.Of(version)).ToHashSet();
        await PutAsync(store, "a/b", versions[0]);
        using var done = new CancellationTokenSource();

        var readers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(async () =>
                {
                    var reads = 0;
                    do
                    {
                        Assert.Contains(Sha256Digest.Of(await ReadAsync(store, "a/b")), digests);
                        reads++;
                    } while (!done.IsCancellationRequested);

                    return reads;
                })
            )
            .ToArray();
        for (var i = 0; i < 40; i++)
        {
            await PutAsync(store, "a/b", versions[i % versions.Length]);
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
    }

    protected static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static async Task<PutResult> PutAsync(
        IObjectStore store,
        string key,
        byte[] content,
        PutCondition condition = PutCondition.Overwrite
    )
    {
        using var stream = new MemoryStream(content);
        return await store.PutAsync(key, stream, "application/dicom", condition, Cancellation);
    }

    protected static async Task<byte[]> ReadAsync(IObjectStore store, string key)
    {
        await using var stream = await store.OpenReadAsync(key, Cancellation);
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    protected static async Task<List<string>> ListAsync(IObjectStore store, string prefix) =>
        await store.ListAsync(prefix, Cancellation).Select(info => info.Key).ToListAsync(Cancellation);
}
