using System.Globalization;
using System.Text;

namespace MedSsl.Audit.Chain;

/// <summary>The files of chains in their folders.</summary>
internal static class ChainFiles
{
    private const string Extension = ".log";

    public static string Name(long firstSequence) => string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D12}{Extension}");

    /// <summary>The folders of all chains.</summary>
    public static IReadOnlyList<string> Chains(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder, ChainWriter.Prefix + "*").Order(StringComparer.Ordinal)] : [];

    /// <summary>The files of a chain, oldest first.</summary>
    public static IReadOnlyList<string> Of(string chainFolder) =>
        [.. Directory.EnumerateFiles(chainFolder, "*" + Extension).Where(file => FirstSequence(file) > 0).Order(StringComparer.Ordinal)];

    public static long FirstSequence(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;

    /// <summary>For reading beside whoever writes, and deletes.</summary>
    public static FileStream OpenRead(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The finished lines of a file with the offset behind each. The last line may be in the middle of being written.</summary>
    public static IEnumerable<(string Line, long End)> Lines(string file, long offset = 0)
    {
        using var stream = new BufferedStream(OpenRead(file), 64 << 10);
        stream.Seek(offset, SeekOrigin.Begin);
        var line = new List<byte>(1024);
        for (int next; (next = stream.ReadByte()) >= 0;)
        {
            offset++;
            if (next != '\n')
            {
                line.Add((byte)next);
                continue;
            }

            yield return (Encoding.UTF8.GetString([.. line]), offset);
            line.Clear();
        }
    }

    /// <summary>Folders of which others see nothing.</summary>
    public static void CreatePrivateFolder(string folder) =>
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>A file that nobody else reads (mode 0600).</summary>
    public static FileStream CreatePrivate(string file, FileMode mode, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(file, options);
    }

    /// <summary>Replaces a small file, so that after a crash the old one or the new one is there.</summary>
    public static void Replace(string file, string content)
    {
        using (var stream = CreatePrivate(file + ".new", FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }
}
