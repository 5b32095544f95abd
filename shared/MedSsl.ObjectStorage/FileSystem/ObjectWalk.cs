namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>All files below a folder as objects, in ordinal order of their keys; one folder at a time is held in memory.</summary>
internal static class ObjectWalk
{
    public static IEnumerable<ObjectInfo> Walk(string root, string prefix)
    {
        // Whole segments of the prefix name the folder to begin with; the rest filters names.
        var folderKey = prefix[..(prefix.LastIndexOf('/') + 1)];
        return Walk(new DirectoryInfo(Path.Combine(root, folderKey)), folderKey, prefix);
    }

    private static IEnumerable<ObjectInfo> Walk(DirectoryInfo folder, string folderKey, string prefix)
    {
        foreach (var (key, entry) in Entries(folder, folderKey, prefix))
        {
            if (entry is DirectoryInfo inner)
            {
                foreach (var found in Walk(inner, key, prefix))
                {
                    yield return found;
                }
            }
            else if (Describe(key, (FileInfo)entry) is { } found)
            {
                yield return found;
            }
        }
    }

    // With '/' after a folder's name the order of siblings is the order of the keys below them: "a.txt" < "a/b" < "ab".
    private static List<(string Key, FileSystemInfo Entry)> Entries(DirectoryInfo folder, string folderKey, string prefix)
    {
        try
        {
            var entries = folder
                .EnumerateFileSystemInfos()
                .Select(entry => (Key: folderKey + entry.Name + (entry is DirectoryInfo ? "/" : ""), Entry: entry))
                .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToList();
            entries.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
            return entries;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    public static ObjectInfo? Describe(string key, FileInfo file)
    {
        try
        {
            return file.Exists ? new ObjectInfo(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
        }
        catch (IOException fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // deleted in this moment
        }
    }
}
