using System.Collections.Concurrent;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// Which files have stopped changing: those that looked the same in at least two looks that lie the stable time apart. The clock of the looks is ours;
/// the file's own times only tell one state from another, because a copy may bring an old time with it. What does not fit is remembered when others
/// have left, so that memory does not grow with the folder.
/// </summary>
internal sealed class StableFiles(TimeSpan stableTime, int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private int pass;

    /// <summary>Files that are remembered.</summary>
    public int Count => seen.Count;

    /// <summary>Notes a look at a file; true when the file is stable.</summary>
    public bool Look(string path, FileLook look)
    {
        if (seen.TryGetValue(path, out var before) && before.Look == look)
        {
            seen[path] = before with { Pass = pass };
            return time.GetElapsedTime(before.Since) >= stableTime;
        }

        if (before is not null || seen.Count < capacity)
        {
            seen[path] = new Seen(look, time.GetTimestamp(), pass);
        }

        return false;
    }

    /// <summary>The file was taken, or has to prove itself anew.</summary>
    public void Forget(string path) => seen.TryRemove(path, out _);

    /// <summary>The whole folder was looked at: what was not seen is gone.</summary>
    public void EndPass()
    {
        foreach (var (path, _) in seen.Where(entry => entry.Value.Pass != pass))
        {
            Forget(path);
        }

        pass++;
    }

    private sealed record Seen(FileLook Look, long Since, int Pass);
}
