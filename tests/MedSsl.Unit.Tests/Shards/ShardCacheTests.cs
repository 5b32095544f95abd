using MedSsl.Shards;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards;

public sealed class ShardCacheTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3, 4];
    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly FakeShards source = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Read_of_other_bytes_of_the_same_length_is_refused_after_three_attempts_and_leaves_no_file()
    {
        var reference = source.Add("shards/a.tar", Content);
        source.Objects["shards/a.tar"] = [1, 2, 3, 5];

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Cache().ReadAsync(reference, ".tar", CancellationToken.None));

        Assert.Contains(reference.Sha256, refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, source.Fetched);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Read_after_bad_transfers_gives_what_comes_whole_at_last()
    {
        var reference = source.Add("shards/a.tar", Content);
        source.BeforeFetch = _ =>
        {
            source.Objects["shards/a.tar"] = source.Fetched < 3 ? [1, 2, 3, 5] : Content;
            return Task.CompletedTask;
        };

        Assert.Equal(Content, await Cache().ReadAsync(reference, ".tar", CancellationToken.None));
        Assert.Equal(3, source.Fetched);
    }

    private ShardCache Cache() => new(source, folder);
}
