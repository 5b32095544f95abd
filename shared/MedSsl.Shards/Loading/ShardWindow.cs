using MedSsl.Shards.Ordering;

namespace MedSsl.Shards.Loading;

/// <summary>
/// The shards of one stream that are open: those of the groups that are being read, and in the second half of a group those of the next, so that it is
/// there when it is reached. Thread-safe.
/// </summary>
/// <param name="order">The stream.</param>
/// <param name="drawsAtOnce">How far apart two draws may be that are read at the same time; older groups are closed.</param>
/// <param name="open">Opens a shard.</param>
internal sealed class ShardWindow(ShuffledOrder order, int drawsAtOnce, Func<string, Task<OpenShard>> open) : IDisposable
{
    private readonly Lock exchange = new();
    private readonly List<Group> groups = [];
    private readonly Dictionary<string, Entry> shards = new(StringComparer.Ordinal);

    /// <summary>Where the group of a draw starts and ends; its shards are being opened.</summary>
    public (long Start, long End) GroupOf(long draw)
    {
        lock (exchange)
        {
            var group = FindOrAdd(draw);
            var last = draw - group.Start >= (group.End - group.Start) / 2 ? FindOrAdd(group.End) : group;
            foreach (var left in groups.Where(other => other.End <= draw - drawsAtOnce || other.Start > last.Start).ToList())
            {
                Drop(left);
            }

            return (group.Start, group.End);
        }
    }

    /// <summary>A shard of a group that was asked for.</summary>
    public Task<OpenShard> Shard(string id)
    {
        lock (exchange)
        {
            return shards[id].Opening;
        }
    }

    /// <summary>Opens a shard anew: it was rewritten since it was opened.</summary>
    public void Reopen(string id, Task<OpenShard> outdated)
    {
        lock (exchange)
        {
            // Another reader may have been quicker.
            if (shards.TryGetValue(id, out var entry) && entry.Opening == outdated)
            {
                entry.Opening = open(id);
                Close(outdated);
            }
        }
    }

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        lock (exchange)
        {
            groups.ToList().ForEach(Drop);
        }
    }

    private Group FindOrAdd(long draw)
    {
        if (groups.Find(group => draw >= group.Start && draw < group.End) is { } found)
        {
            return found;
        }

        var (ids, start, end) = order.GroupAt(draw);
        var added = new Group(start, end, ids);
        groups.Add(added);
        foreach (var id in ids)
        {
            if (!shards.TryGetValue(id, out var entry))
            {
                shards.Add(id, entry = new Entry(open(id)));
            }

            entry.Groups++;
        }

        return added;
    }

    private void Drop(Group group)
    {
        groups.Remove(group);
        foreach (var id in group.ShardIds)
        {
            var entry = shards[id];
            if (--entry.Groups == 0)
            {
                shards.Remove(id);
                Close(entry.Opening);
            }
        }
    }

    private static void Close(Task<OpenShard> opening) =>
        opening.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private sealed record Group(long Start, long End, IReadOnlyList<string> ShardIds);

    private sealed class Entry(Task<OpenShard> opening)
    {
        public Task<OpenShard> Opening { get; set; } = opening;

        public int Groups { get; set; }
    }
}
