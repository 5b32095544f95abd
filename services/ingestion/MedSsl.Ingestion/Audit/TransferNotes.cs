using System.Text;
using System.Text.Json;
using MedSsl.Audit.Messages;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Audit;

/// <summary>
/// Which transfers are not in the trail yet, in memory and, a line a change, in a file: a crash between the end of an object and the message about it
/// forgets nothing. When no transfer is open the file is empty. Not for several threads at a time.
/// </summary>
internal sealed class TransferNotes(string path) : IDisposable
{
    private const long MaxFileBytes = 4 << 20;

    private readonly Dictionary<string, OpenTransfer> open = new(StringComparer.Ordinal);
    private readonly Dictionary<TransferKey, string> growing = [];
    private FileStream? file;

    /// <summary>What is not in the trail.</summary>
    public IReadOnlyCollection<OpenTransfer> Open => open.Values;

    /// <summary>Reads what an earlier start left.</summary>
    public void Load()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            foreach (var note in File.ReadLines(path).Select(Parse).OfType<TransferNote>())
            {
                Take(note);
            }
        }

        Rewrite();
    }

    /// <summary>Adds objects to their transfers, durably.</summary>
    public void Add(IEnumerable<(TransferKey Key, SopClassCount More)> objects, DateTimeOffset at)
    {
        var notes = new List<TransferNote>();
        foreach (var (key, more) in objects)
        {
            if (!growing.TryGetValue(key, out var id))
            {
                growing.Add(key, id = Guid.CreateVersion7().ToString("N"));
            }

            notes.Add(new TransferNote { Transfer = id, Key = key, More = more, At = at });
        }

        Write(notes);
        notes.ForEach(Take);
    }

    /// <summary>Nothing more is added to a transfer.</summary>
    public void End(OpenTransfer transfer)
    {
        if (growing.GetValueOrDefault(transfer.Key) == transfer.Id)
        {
            growing.Remove(transfer.Key);
        }
    }

    /// <summary>The messages about transfers are in the trail.</summary>
    public void Forget(IReadOnlyCollection<OpenTransfer> written, DateTimeOffset at)
    {
        foreach (var transfer in written)
        {
            open.Remove(transfer.Id);
        }

        if (open.Count == 0 || file!.Length > MaxFileBytes)
        {
            Rewrite();
        }
        else
        {
            Write([.. written.Select(transfer => new TransferNote { Transfer = transfer.Id, At = at })]);
        }
    }

    public void Dispose() => file?.Dispose();

    private static TransferNote? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TransferNote>(line, Json.Options);
        }
        catch (JsonException)
        {
            return null; // the last line, which a crash cut off; what it told of is in the spool still
        }
    }

    private void Take(TransferNote note)
    {
        if (note.Key is null || note.More is null)
        {
            open.Remove(note.Transfer);
            return;
        }

        if (!open.TryGetValue(note.Transfer, out var transfer))
        {
            open.Add(note.Transfer, transfer = new OpenTransfer(note.Transfer, note.Key, note.At));
        }

        transfer.Add(note.More, note.At);
        if (transfer.IsFull)
        {
            End(transfer);
        }
    }

    /// <summary>Only what is open still, under the same name at once: after a crash the old file or the new one is there, and both say the same.</summary>
    private void Rewrite()
    {
        file?.Dispose();
        file = Create(path + ".new");
        Write([.. open.Values.SelectMany(transfer => transfer.SopClasses.Select(count => new TransferNote { Transfer = transfer.Id, Key = transfer.Key, More = count, At = transfer.Last }))]);
        File.Move(path + ".new", path, overwrite: true);
        using var folder = new FolderSync(Path.GetDirectoryName(path)!);
        folder.Sync();
    }

    private void Write(IReadOnlyCollection<TransferNote> notes)
    {
        var text = string.Concat(notes.Select(note => JsonSerializer.Serialize(note, Json.Options) + "\n"));
        file!.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>A file that nobody else reads.</summary>
    private static FileStream Create(string name)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(name, options);
    }
}
