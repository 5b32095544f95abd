using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>Writes files of the index: of shards that none has, together with the small ones before them and with those that lost shards.</summary>
internal sealed class MembershipWriter(IObjectStore store, StoredManifests manifests, IOptions<HostingOptions> hosting)
{
    /// <summary>Samples whose entries are in memory at a time, 24 bytes each. An index that has to be made anew is made in several files, which merge.</summary>
    private const int SamplesAtOnce = 500_000;

    /// <summary>One more file; removes those that it replaces, and those that nobody asks any more.</summary>
    public async Task WriteAsync(string dataset, IReadOnlyList<OwnedPart> parts, IReadOnlyList<DatasetShard> missing, CancellationToken cancellationToken)
    {
        var shards = new List<string>();
        var added = new List<MembershipEntry>();
        foreach (var shard in missing)
        {
            if (added.Count >= SamplesAtOnce)
            {
                break;
            }

            added.AddRange(MembershipFile.EntriesOf(await manifests.ManifestAsync(shard, cancellationToken), shards.Count));
            shards.Add(shard.ShardId);
        }

        added.Sort((a, b) => (a.Name, a.Shard).CompareTo((b.Name, b.Shard)));
        var whole = parts.Where(part => part.IsWhole).ToList();
        var frayed = parts.Where(part => part is { IsWhole: false, IsOfUse: true }).ToList();
        var absorbed = MembershipMerge.Absorbed([.. whole.Select(part => part.Part.Entries)], added.Count + frayed.Sum(part => part.Part.Entries));
        if (!await MergeAsync(dataset, [.. frayed, .. whole.TakeLast(absorbed)], shards, added, cancellationToken))
        {
            return;
        }

        foreach (var part in parts.Except(whole.SkipLast(absorbed)))
        {
            await store.DeleteAsync(part.Part.Key, cancellationToken);
        }
    }

    /// <summary>False when a source is no more: another builder merged it first.</summary>
    private async Task<bool> MergeAsync(string dataset, IReadOnlyList<OwnedPart> sources, List<string> shards, List<MembershipEntry> added, CancellationToken cancellationToken)
    {
        var entries = new List<IEnumerable<MembershipEntry>> { added };
        var open = new List<Stream>();
        try
        {
            foreach (var source in sources)
            {
                if (await CopyAsync(source.Part.Key, cancellationToken) is not { } file)
                {
                    return false;
                }

                open.Add(file);
                var places = source.Owned.Select((owned, i) => owned ? Place(source.Part.Shards[i]) : -1).ToArray();
                entries.Add(MembershipFile.Read(file, source.Part).Where(entry => places[entry.Shard] >= 0).Select(entry => entry with { Shard = places[entry.Shard] }));
            }

            if (shards.Count > 0)
            {
                await using var merged = UnnamedFile.Create(hosting.Value.CacheFolder);
                MembershipFile.Write(merged, shards, MembershipMerge.Sorted(entries), added.Count + sources.Sum(source => source.Part.Entries));
                await PutAsync(dataset, merged, cancellationToken);
            }

            return true;
        }
        finally
        {
            foreach (var file in open)
            {
                await file.DisposeAsync();
            }
        }

        int Place(string shard)
        {
            shards.Add(shard);
            return shards.Count - 1;
        }
    }

    /// <summary>A copy to read from front to back; null when the file is no more. Its name is its digest, so what is merged is what was written.</summary>
    private async Task<Stream?> CopyAsync(string key, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenReadAsync(key, cancellationToken);
        if (source is null)
        {
            return null;
        }

        var copy = UnnamedFile.Create(hosting.Value.CacheFolder);
        var (sha256, _) = await Sha256Digest.CopyAsync(source, copy, cancellationToken);
        if (sha256 == Path.GetFileNameWithoutExtension(key))
        {
            return copy;
        }

        await copy.DisposeAsync();
        throw new ObjectIntegrityException($"The object {store.Bucket}/{key} has the wrong content: SHA-256 {sha256}. It can be deleted: it is made again.");
    }

    private async Task PutAsync(string dataset, Stream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var (sha256, _) = await Sha256Digest.CopyAsync(file, Stream.Null, cancellationToken);
        file.Position = 0;
        await store.PutAsync(ObjectKeys.Membership(dataset, sha256), file, "application/octet-stream", PutCondition.Overwrite, cancellationToken);
    }
}
