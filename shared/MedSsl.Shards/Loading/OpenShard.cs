using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Shards.Loading;

/// <summary>
/// A shard that is being read. Its file is fetched whole in the background; until it is there, a sample is one range request, so that the first batch does
/// not wait for whole shards. Every sample is held against its digest, unless the
/// file was as a whole; damage done to it since is found by the checksum in each sample's frame. Thread-safe.
/// </summary>
internal sealed class OpenShard : IDisposable
{
    private readonly ShardContent content;
    private readonly ShardCache cache;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock exchange = new();
    private Task<CachedFile> file;

    private OpenShard(ShardContent content, ShardCache cache, SemaphoreSlim fetches)
    {
        (this.content, this.cache) = (content, cache);
        file = FetchAsync(fetches, stop.Token);
    }

    /// <summary>Identity of the shard that its samples lie in; null when none is left.</summary>
    public string? StoredId => content.Stored?.ShardId;

    /// <summary>Its samples that a reader sees, by the index that a data order gives them; null in the place of one that was withdrawn.</summary>
    public IReadOnlyList<ShardSample?> Selected(SampleSelection selection) => content.Selected(selection);

    /// <summary>Reads the manifest and begins to fetch the file.</summary>
    /// <exception cref="InvalidDataException">The manifest is damaged or contradicts the dataset.</exception>
    public static async Task<OpenShard> OpenAsync(DatasetShard shard, ShardCache cache, SemaphoreSlim fetches, CancellationToken ct) =>
        new(await ShardContent.LoadAsync(shard, cache, ct).ConfigureAwait(false), cache, fetches);

    /// <summary>Waits until the file is there.</summary>
    /// <exception cref="InvalidDataException">The source gives other bytes than the dataset names.</exception>
    public Task FetchedAsync(CancellationToken ct) => file.WaitAsync(ct);

    /// <summary>Reads and decodes one of its samples into <paramref name="pixels"/>, row by row.</summary>
    /// <exception cref="InvalidDataException">It is damaged in the store, or not the one the manifest promises.</exception>
    public void Read(ShardSample sample, Span<ushort> pixels)
    {
        var fetched = file;
        var problem = fetched.IsCompleted || sample.Sha256 is null
            ? ReadFile(fetched.GetAwaiter().GetResult(), sample, pixels)
            : Decode(sample, cache.Source.ReadRangeAsync(content.Stored!.Shard, sample.Offset, sample.Length, stop.Token).GetAwaiter().GetResult(), pixels, proven: false);

        // Damaged on the local disk or on the way: what is fetched whole is verified whole.
        problem = problem is null ? null : ReadFile(FetchAgain(fetched), sample, pixels);
        if (problem is not null)
        {
            throw new InvalidDataException($"Sample {sample.Metadata.Key} of shard {content.Stored!.ShardId}: {problem}");
        }
    }

    /// <summary>Closes the file; the cache keeps it.</summary>
    public void Dispose()
    {
        stop.Cancel();
        file.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        stop.Dispose();
    }

    private static string? ReadFile(CachedFile from, ShardSample sample, Span<ushort> pixels)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(sample.Length);
        try
        {
            var read = 0;
            while (read < sample.Length && RandomAccess.Read(from.Handle, buffer.AsSpan(read, sample.Length - read), sample.Offset + read) is > 0 and var more)
            {
                read += more;
            }

            return Decode(sample, buffer.AsSpan(0, read), pixels, from.Proven);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Decodes a sample; what is wrong with it, or null.</summary>
    private static string? Decode(ShardSample sample, ReadOnlySpan<byte> encoded, Span<ushort> pixels, bool proven)
    {
        if (encoded.Length != sample.Length || (!proven && sample.Sha256 is { } expected && Convert.ToHexStringLower(SHA256.HashData(encoded)) != expected))
        {
            return "its bytes do not have the SHA-256 that the manifest names.";
        }

        try
        {
            SampleCodec.Decode(encoded, sample.Metadata.Width, sample.Metadata.Height, pixels);
            return null;
        }
        catch (InvalidDataException damage)
        {
            return damage.Message;
        }
    }

    /// <summary>The whole file, verified; fetched again once for all who found <paramref name="damaged"/> wanting.</summary>
    private CachedFile FetchAgain(Task<CachedFile> damaged)
    {
        lock (exchange)
        {
            if (file == damaged)
            {
                damaged.GetAwaiter().GetResult();
                file = cache.OpenAsync(content.Stored!.Shard, ".tar", verify: true, stop.Token);
            }
        }

        return file.GetAwaiter().GetResult();
    }

    private async Task<CachedFile> FetchAsync(SemaphoreSlim fetches, CancellationToken ct)
    {
        if (content.Stored is not { } stored)
        {
            return new CachedFile(new SafeFileHandle(), Proven: true);
        }

        // A file that was fetched before is believed as far as its samples have digests of their own, by which each is proved when it is read.
        var verify = content.Samples.Any(sample => sample is { Sha256: null });
        await fetches.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await cache.OpenAsync(stored.Shard, ".tar", verify, ct).ConfigureAwait(false);
        }
        finally
        {
            fetches.Release();
        }
    }
}
