using System.Globalization;
using MedSsl.ObjectStorage;
using Xunit;

namespace MedSsl.Backends.Tests.ObjectStorage;

public abstract partial class ObjectStoreContract
{
    [Fact]
    public async Task Listing_pages_through_more_than_a_thousand_objects_in_order()
    {
        var store = await CreateAsync();
        var keys = Enumerable.Range(0, 2100).Select(i => string.Create(CultureInfo.InvariantCulture, $"many/{i % 7}/{i}")).ToList();
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (key, _) => await PutAsync(store, key, [1, 2, 3])
        );
        await PutAsync(store, "other", [1]);

        var listed = await store.ListAsync("many/", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Select(info => info.Key));
        Assert.All(listed, info => Assert.Equal(3, info.Bytes));
        Assert.All(listed, info => Assert.InRange(info.LastModified, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddSeconds(2)));
    }

    [Fact]
    public async Task Listed_object_is_still_the_one_that_stat_describes_until_it_is_replaced()
    {
        var store = await CreateAsync();
        await PutAsync(store, "same/a", [1, 2, 3]);
        var listed = await store.ListAsync("same/", Cancellation).SingleAsync(Cancellation);
        Assert.True((await store.StatAsync("same/a", Cancellation))!.IsStill(listed));

        await PutAsync(store, "same/a", [1, 2, 3, 4]);
        Assert.False((await store.StatAsync("same/a", Cancellation))!.IsStill(listed));
    }

    [Fact]
    public async Task Listing_is_ordinal_over_whole_keys_with_every_legal_character()
    {
        var store = await CreateAsync();
        string[] keys =
        [
            "odd/a/b",
            "odd/a.b",
            "odd/a-b",
            "odd/a b",
            "odd/a+b",
            "odd/a%2Bb",
            "odd/a%b",
            "odd/a&b=c;d,e",
            "odd/a?b#c",
            "odd/a'b\"c",
            "odd/a<b>c",
            "odd/a[b]{c}|d^e`f",
            "odd/a:b@c!d$e*f(g)",
            "odd/a~b",
            "odd/B",
            "odd/ä/ö",
            "odd/日本/語",
            "odd/ ",
            "odd/.hidden",
            "odd/...",
            "odd/ab",
            "odd/abc/d",
            "odd/\uE000",
        ];
        foreach (var key in keys)
        {
            await PutAsync(store, key, System.Text.Encoding.UTF8.GetBytes(key));
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), await ListAsync(store, "odd/"));
        foreach (var key in keys)
        {
            Assert.Equal(System.Text.Encoding.UTF8.GetBytes(key), await ReadAsync(store, key));
            Assert.Equal(key, (await store.StatAsync(key, Cancellation))?.Key);
            Assert.Contains(key, await ListAsync(store, key));
            await store.DeleteAsync(key, Cancellation);
        }

        Assert.Empty(await ListAsync(store, ""));
    }

    [Fact]
    public async Task Prefix_is_a_prefix_of_characters_not_of_segments()
    {
        var store = await CreateAsync();
        foreach (var key in new[] { "a", "ab/c", "ab/d/e", "abc", "b/a" })
        {
            await PutAsync(store, key, [1]);
        }

        Assert.Equal(["a", "ab/c", "ab/d/e", "abc", "b/a"], await ListAsync(store, ""));
        Assert.Equal(["a", "ab/c", "ab/d/e", "abc"], await ListAsync(store, "a"));
        Assert.Equal(["ab/c", "ab/d/e", "abc"], await ListAsync(store, "ab"));
        Assert.Equal(["ab/c", "ab/d/e"], await ListAsync(store, "ab/"));
        Assert.Equal(["ab/d/e"], await ListAsync(store, "ab/d"));
        Assert.Equal(["ab/d/e"], await ListAsync(store, "ab/d/e"));
        Assert.Empty(await ListAsync(store, "ab/d/e/"));
        Assert.Empty(await ListAsync(store, "absent/"));
        Assert.Empty(await ListAsync(store, "A"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("a//")]
    [InlineData("../")]
    [InlineData("a/../")]
    [InlineData("a\\")]
    public async Task Illegal_prefix_is_refused(string prefix)
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(store, prefix));
    }

    [Fact]
    public async Task Listing_may_delete_what_it_lists()
    {
        var store = await CreateAsync();
        for (var i = 0; i < 30; i++)
        {
            await PutAsync(store, $"d/{i}", [1]);
        }

        await foreach (var info in store.ListAsync("d/", Cancellation))
        {
            await store.DeleteAsync(info.Key, Cancellation);
        }

        Assert.Empty(await ListAsync(store, ""));
    }
}
