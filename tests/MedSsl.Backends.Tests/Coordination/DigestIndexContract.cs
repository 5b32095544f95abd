using MedSsl.Coordination;
using Xunit;

namespace MedSsl.Backends.Tests.Coordination;

/// <summary>What every index promises; run on each of them.</summary>
public abstract class DigestIndexContract
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IDigestIndex> IndexAsync();

    [Fact]
    public async Task Set_then_find_tells_the_digest_from_others()
    {
        var index = await IndexAsync();
        var name = NewName();
        Assert.Equal(DigestMatch.Absent, await index.FindAsync(name, "a", Cancellation));

        await index.SetAsync(name, "a", Cancellation);

        Assert.Equal(DigestMatch.Same, await index.FindAsync(name, "a", Cancellation));
        Assert.Equal(DigestMatch.Other, await index.FindAsync(name, "b", Cancellation));
        Assert.Equal(DigestMatch.Absent, await index.FindAsync(NewName(), "a", Cancellation));
    }

    [Fact]
    public async Task Set_replaces_the_digest()
    {
        var index = await IndexAsync();
        var name = NewName();
        await index.SetAsync(name, "a", Cancellation);
        await index.SetAsync(name, "b", Cancellation);
        Assert.Equal(DigestMatch.Same, await index.FindAsync(name, "b", Cancellation));
    }

    [Fact]
    public async Task Thousands_at_once_are_all_found()
    {
        var index = await IndexAsync();
        var prefix = NewName();
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => index.SetAsync($"{prefix}/{i}", $"digest {i}", Cancellation)));
        var found = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => index.FindAsync($"{prefix}/{i}", $"digest {i}", Cancellation)));
        Assert.All(found, match => Assert.Equal(DigestMatch.Same, match));
    }

    [Fact]
    public async Task Mark_is_kept()
    {
        var index = await IndexAsync();
        await index.MarkFilledAsync(Cancellation);
        Assert.True(await index.IsFilledAsync(Cancellation));
    }

    [Fact]
    public async Task Cancelled_find_is_no_answer() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await (await IndexAsync()).FindAsync("a", "b", new CancellationToken(true)));

    [Fact]
    public void Entry_is_the_same_everywhere_and_fits()
    {
        // SHA-256("north/2.25.2/2.25.3") and SHA-256("a"), read as little-endian numbers; by Python's hashlib.
        var entry = DigestIndexEntry.Of("north/2.25.2/2.25.3", "a");
        Assert.Equal(new DigestIndexEntry(100206, 115916111206751, 30554707826634), entry);
        Assert.Equal(6, DigestIndexEntry.Bytes(entry.Name).Length);
    }

    private static string NewName() => $"north/{Guid.NewGuid():N}";
}
