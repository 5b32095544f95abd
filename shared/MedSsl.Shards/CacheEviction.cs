namespace MedSsl.Shards;

/// <summary>Keeps the files of a <see cref="ShardCache"/> below a size. What else lies in the folder is left alone.</summary>
internal static class CacheEviction
{
    private const int Sha256Digits = 64;
    private const string Partial = ".partial";

    /// <summary>A partial file this old belongs to a process that was killed.</summary>
    private static readonly TimeSpan PartialIsLost = TimeSpan.FromHours(1);

    /// <summary>Whether a text is a SHA-256 in lower-case hexadecimal digits, as files are named by.</summary>
    public static bool IsDigest(string text) => text.Length == Sha256Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Removes the files that were not used for longest until the rest has at most <paramref name="limitBytes"/>, but never <paramref name="keep"/>.</summary>
    public static void Shrink(string folder, long limitBytes, string keep, DateTime now)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => IsDigest(file.Name.Split('.')[0]))
            .Select(file => (Path: file.FullName, Bytes: BytesOf(file), Used: file.LastWriteTimeUtc, IsPartial: file.Extension == Partial))
            .OrderBy(file => file.Used)
            .ToList();
        foreach (var lost in files.Where(file => file.IsPartial && now - file.Used > PartialIsLost))
        {
            File.Delete(lost.Path);
        }

        var total = files.Where(file => !file.IsPartial).Sum(file => file.Bytes);
        foreach (var file in files.Where(file => !file.IsPartial && file.Path != keep).TakeWhile(_ => total > limitBytes))
        {
            // Whoever has it open reads on. Another process may have been quicker, which is no error.
            File.Delete(file.Path);
            total -= file.Bytes;
        }
    }

    /// <summary>0 for a file that went meanwhile.</summary>
    private static long BytesOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
