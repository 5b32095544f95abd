using System.Collections.Concurrent;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>
/// Which samples and series are in the shards of a dataset, in a few files of the object store. It follows from the manifests of the shards and can be deleted
/// at any time: what it lacks is read from them, what is of shards that the version does not name counts for nothing, and several builders may write it at once.
/// </summary>
internal sealed class MembershipIndex(IObjectStore store, MembershipWriter writer)
{
    private const int Attempts = 4;

    private readonly ConcurrentDictionary<string, IReadOnlyList<MembershipPart>> opened = new(StringComparer.Ordinal);

    /// <summary>The shards of a version that hold samples under the names, and how many.</summary>
    public async Task<ILookup<UInt128, (string ShardId, int Count)>> FindAsync(DatasetManifest version, IEnumerable<UInt128> names, CancellationToken cancellationToken)
    {
        var sorted = names.Distinct().Order().ToList();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindOnceAsync(version, sorted, cancellationToken) is { } found)
            {
                return found.ToLookup(entry => entry.Name, entry => (entry.ShardId, entry.Count));
            }
        }

        throw new ObjectIntegrityException($"Files of the index of dataset {version.Dataset} went {Attempts} times while they were read: other builders are at work on it.");
    }

    /// <summary>Null when another builder replaced a file meanwhile.</summary>
    private async Task<List<(UInt128 Name, string ShardId, int Count)>?> FindOnceAsync(DatasetManifest version, IReadOnlyList<UInt128> sorted, CancellationToken cancellationToken)
    {
        var found = new List<(UInt128, string, int)>();
        foreach (var part in sorted.Count == 0 ? [] : await CoverAsync(version, cancellationToken) ?? [])
        {
            if (await part.FindAsync(store, sorted, cancellationToken) is not { } entries)
            {
                return null;
            }

            found.AddRange(entries.Select(entry => (entry.Name, part.Shards[entry.Shard], entry.Count)));
        }

        return found;
    }

    /// <summary>Files that together have every shard of the version once and no other; what is missing is written.</summary>
    private async Task<IReadOnlyList<MembershipPart>?> CoverAsync(DatasetManifest version, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await OpenAsync(version.Dataset, cancellationToken) is not { } listed)
            {
                return null;
            }

            var (parts, missing) = Cover(version, listed);
            if (missing.Count == 0 && parts.All(part => part.IsWhole))
            {
                return listed;
            }

            await writer.WriteAsync(version.Dataset, parts, missing, cancellationToken);
        }
    }

    /// <summary>Who answers for which shard: the largest file that has it.</summary>
    private static (List<OwnedPart> Parts, List<DatasetShard> Missing) Cover(DatasetManifest version, IEnumerable<MembershipPart> listed)
    {
        var wanted = version.Shards.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        var parts = listed.OrderByDescending(part => part.Entries).ThenBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => new OwnedPart(part, [.. part.Shards.Select(wanted.Remove)])).ToList();
        return (parts, [.. version.Shards.Where(shard => wanted.Contains(shard.ShardId))]);
    }

    /// <summary>The files as they are now; null when one went meanwhile. Each is opened once.</summary>
    private async Task<IReadOnlyList<MembershipPart>?> OpenAsync(string dataset, CancellationToken cancellationToken)
    {
        var known = opened.GetValueOrDefault(dataset, []).ToDictionary(part => part.Key, StringComparer.Ordinal);
        var parts = new List<MembershipPart>();
        await foreach (var file in store.ListAsync(ObjectKeys.MembershipPrefix(dataset), cancellationToken))
        {
            if ((known.GetValueOrDefault(file.Key) ?? await MembershipFile.OpenAsync(store, file, cancellationToken)) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return opened[dataset] = parts;
    }
}
