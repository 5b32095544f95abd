using System.Text.Json;
using MedSsl.Contracts;
using MedSsl.Shards;

namespace MedSsl.Unit.Tests.Shards;

/// <summary>Objects in memory that a test can count, damage and take away.</summary>
internal sealed class FakeShards : IShardSource
{
    private int fetched;
    private int ranges;

    public Dictionary<string, byte[]> Objects { get; } = [];

    /// <summary>Whole objects that were asked for.</summary>
    public int Fetched => fetched;

    /// <summary>Ranges that were asked for.</summary>
    public int Ranges => ranges;

    /// <summary>Awaited before an object is given whole.</summary>
    public Func<ObjectRef, Task> BeforeFetch { get; set; } = _ => Task.CompletedTask;

    /// <summary>What became of shards.</summary>
    public Dictionary<string, ShardRewrite> Rewritten { get; } = [];

    public Task<ShardRewrite?> FindRewriteAsync(string shardId, CancellationToken ct) => Task.FromResult(Rewritten.GetValueOrDefault(shardId));

    public ObjectRef Add(string key, byte[] content)
    {
        Objects[key] = content;
        return TestSamples.Reference(key, content);
    }

    public DatasetShard AddShard(params EncodedSample[] samples)
    {
        var (bytes, index) = TestSamples.Shard(samples);
        var manifest = ShardManifest.From(index, samples[0].Metadata.Modality, Add($"shards/{index.Id}.tar", bytes));
        return DatasetShard.Of(manifest, Add($"shards/{index.Id}.json", JsonSerializer.SerializeToUtf8Bytes(manifest, ShardJson.Options)));
    }

    public static DatasetManifest Dataset(params DatasetShard[] shards) => new()
    {
        Dataset = "demo",
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Shards = shards,
        CompletedImports = [],
        SplitRule = PatientSplit.DefaultRule,
    };

    public async Task<Stream> OpenAsync(ObjectRef reference, CancellationToken ct)
    {
        Interlocked.Increment(ref fetched);
        await BeforeFetch(reference);
        return new MemoryStream(Objects.GetValueOrDefault(reference.Key) ?? throw new InvalidDataException($"{reference.Key} is not there"));
    }

    public Task<byte[]> ReadRangeAsync(ObjectRef reference, long offset, int length, CancellationToken ct)
    {
        Interlocked.Increment(ref ranges);
        return Objects.TryGetValue(reference.Key, out var content)
            ? Task.FromResult(content.AsSpan((int)offset, length).ToArray())
            : Task.FromException<byte[]>(new InvalidDataException($"{reference.Key} is not there"));
    }
}
