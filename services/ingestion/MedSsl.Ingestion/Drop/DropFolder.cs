using System.IO.Enumeration;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// One look at the watched folder, file by file as the system lists it, so that its size costs no memory. Links are not followed, and folders that were
/// left empty go: not the root, nor those of its first level, which name datasets.
/// </summary>
internal sealed class DropFolder(string root, string defaultDataset, TimeSpan stableTime, TimeProvider time)
{
    private const int FirstDepthToRemove = 2;

    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Files that may be taken, finished or not. Empty ones are left out: their sender has not begun. So are pipes and devices, whose length is 0.</summary>
    /// <param name="unreadable">Is told of each folder that cannot be read.</param>
    public IEnumerable<DroppedFile> Walk(Action<string> unreadable)
    {
        var folders = new Stack<Folder>([new Folder(root, defaultDataset, 0)]);
        while (folders.TryPop(out var folder))
        {
            if (Open(folder.Path, unreadable) is not { } entries)
            {
                continue;
            }

            var isEmpty = true;
            foreach (var entry in entries)
            {
                isEmpty = false;
                if (entry.Kind == EntryKind.Folder)
                {
                    var dataset = folder.Depth == 0 ? DropNames.DatasetOf(Path.GetFileName(entry.Path), defaultDataset) : folder.Dataset;
                    folders.Push(new Folder(entry.Path, dataset, folder.Depth + 1));
                }
                else if (entry.Kind == EntryKind.File && entry.Look.Length > 0)
                {
                    yield return new DroppedFile(entry.Path, folder.Dataset, entry.Look);
                }
            }

            if (isEmpty && folder.Depth >= FirstDepthToRemove)
            {
                RemoveIfOld(folder.Path);
            }
        }
    }

    private static FileSystemEnumerable<Entry>? Open(string folder, Action<string> unreadable)
    {
        try
        {
            // The folder is opened here already, not with the first entry.
            return new FileSystemEnumerable<Entry>(folder, Describe, OneLevel);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            unreadable(folder);
            return null;
        }
    }

    private static Entry Describe(ref FileSystemEntry entry)
    {
        var kind = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) || DropNames.IsUnfinished(entry.FileName) ? EntryKind.Other
            : entry.IsDirectory ? EntryKind.Folder
            : EntryKind.File;
        return kind == EntryKind.Other
            ? new Entry("", kind, default)
            : new Entry(entry.ToFullPath(), kind, kind == EntryKind.File ? new FileLook(entry.Length, entry.LastWriteTimeUtc.UtcDateTime) : default);
    }

    /// <summary>A folder into which something comes at this moment is not empty any more, and the system refuses.</summary>
    private void RemoveIfOld(string folder)
    {
        try
        {
            if (time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) >= stableTime)
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays; an empty folder does no harm.
        }
    }

    private enum EntryKind
    {
        Other,
        File,
        Folder,
    }

    private readonly record struct Entry(string Path, EntryKind Kind, FileLook Look);

    private readonly record struct Folder(string Path, string Dataset, int Depth);
}
