using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Audit.Chain;

/// <summary>
/// The one writer of a chain. Whoever opens gets a chain of a folder that nobody writes, or a new one: processes never share a chain. Records are on
/// disk when <c>Append</c> returns. Not for several threads at a time.
/// </summary>
public sealed class ChainWriter : IDisposable
{
    internal const string Prefix = "chain-";
    private const string LockName = "chain.lock";
    private const int Attempts = 5;

    private readonly byte[] key;
    private readonly TimeProvider time;
    private readonly Action<string> syncFolder;
    private readonly FileStream folderLock;
    private readonly long maxFileBytes;
    private FileStream file = null!;
    private string mac;

    private ChainWriter(string folder, FileStream folderLock, byte[] key, long maxFileBytes, Action<string> syncFolder, TimeProvider time)
    {
        (Folder, this.folderLock, this.key, this.maxFileBytes, this.syncFolder, this.time) = (folder, folderLock, key, maxFileBytes, syncFolder, time);
        Chain = Path.GetFileName(folder);
        mac = ChainFormat.Genesis(key, Chain);
        Continue();
    }

    /// <summary>Folder of the chain.</summary>
    public string Folder { get; }

    /// <summary>Name of the chain.</summary>
    public string Chain { get; }

    /// <summary>Number of its last record; 0 while there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Opens a chain below a folder.</summary>
    /// <param name="folder">Folder of all chains of this machine.</param>
    /// <param name="key">The key of chains.</param>
    /// <param name="maxFileBytes">Size at which the next file begins.</param>
    /// <param name="syncFolder">Makes the names in a folder durable.</param>
    /// <param name="time">The clock.</param>
    public static ChainWriter Open(string folder, byte[] key, long maxFileBytes, Action<string> syncFolder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(syncFolder);
        ChainFiles.CreatePrivateFolder(folder);
        foreach (var chain in ChainFiles.Chains(folder))
        {
            if (TryLock(chain) is { } found)
            {
                return new ChainWriter(chain, found, key, maxFileBytes, syncFolder, time);
            }
        }

        for (var attempt = 1; ; attempt++)
        {
            var created = Path.Combine(folder, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            ChainFiles.CreatePrivateFolder(created);
            syncFolder(folder);
            if (TryLock(created) is { } taken)
            {
                return new ChainWriter(created, taken, key, maxFileBytes, syncFolder, time);
            }

            // A process that looked for a free chain at this moment found the new one before it was locked.
            if (attempt == Attempts)
            {
                throw new IOException($"{created} and the {Attempts - 1} before it cannot be locked");
            }
        }
    }

    /// <summary>Writes messages, all of them with one flush.</summary>
    /// <param name="messages">Messages of one line each.</param>
    /// <exception cref="IOException">They are not written; the chain is as before.</exception>
    public void Append(IEnumerable<string> messages) => Append([.. messages.Select(message => (ChainRecordKind.Message, message))]);

    /// <summary>How long the chain is, for keeping elsewhere.</summary>
    /// <param name="host">The machine.</param>
    public ChainHead Head(string host) => new()
    {
        Chain = Chain, Host = host, Sequence = Sequence, Mac = mac, Proof = ChainFormat.Anchor(key, Chain, Sequence, mac), At = time.GetUtcNow(),
    };

    /// <summary>Drops whole files of which every record is older than a time and already sent; the chain says so before it does.</summary>
    /// <param name="limit">Records from then on stay.</param>
    /// <param name="firstNeeded">Records from this one on stay, however old.</param>
    /// <returns>The number of files that were dropped.</returns>
    public int DropBefore(DateTimeOffset limit, long firstNeeded)
    {
        var files = ChainFiles.Of(Folder);
        var old = files.Zip(files.Skip(1))
            .TakeWhile(pair => ChainFiles.FirstSequence(pair.Second) <= firstNeeded && BeganBefore(pair.Second, limit))
            .ToList();
        if (old.Count > 0)
        {
            Append([(ChainRecordKind.Kept, ChainFiles.FirstSequence(old[^1].Second).ToString(CultureInfo.InvariantCulture))]);
            old.ForEach(pair => File.Delete(pair.First));
        }

        return old.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        folderLock.Dispose();
    }

    private static FileStream? TryLock(string chainFolder)
    {
        try
        {
            return new FileStream(Path.Combine(chainFolder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another process writes it
        }
    }

    private static bool BeganBefore(string name, DateTimeOffset limit) =>
        ChainFiles.Lines(name).Skip(1).Select(found => ChainFormat.TryParse(found.Line, out var record) ? record : null).FirstOrDefault() is { } first && first.At < limit;

    private void Append(IReadOnlyList<(ChainRecordKind Kind, string Content)> contents)
    {
        var text = new StringBuilder();
        var (sequence, last) = (Sequence, mac);
        foreach (var (kind, content) in contents)
        {
            var record = ChainFormat.Next(key, last, ++sequence, time.GetUtcNow(), kind, content);
            text.Append(ChainFormat.Line(record));
            last = record.Mac;
        }

        if (file.Length > maxFileBytes)
        {
            file.Dispose();
            Begin();
        }

        var length = file.Length;
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a record must not stand before the next one.
            file.SetLength(length);
            file.Seek(length, SeekOrigin.Begin);
            throw;
        }

        (Sequence, mac) = (sequence, last);
    }

    /// <summary>Goes on where the chain ends. What a crash left behind its last whole record is cut off, and a record says so.</summary>
    private void Continue()
    {
        if (ChainFiles.Of(Folder) is not [.., var newest])
        {
            Begin();
            return;
        }

        var (end, isHeader) = (0L, true);
        Sequence = ChainFiles.FirstSequence(newest) - 1;
        foreach (var (line, offset) in ChainFiles.Lines(newest))
        {
            if (line.Contains('\0', StringComparison.Ordinal))
            {
                break; // a file system may lengthen a file before it writes what belongs there
            }

            end = offset;
            if (isHeader)
            {
                mac = ChainFormat.TryParseHeader(key, line, out var header) ? header.Before : mac;
                isHeader = false;
            }
            else if (ChainFormat.TryParse(line, out var record))
            {
                (Sequence, mac) = (record.Sequence, record.Mac);
            }
        }

        file = new FileStream(newest, FileMode.Open, FileAccess.Write, FileShare.Read);
        var torn = file.Length - end;
        file.SetLength(end);
        file.Seek(end, SeekOrigin.Begin);
        if (torn > 0)
        {
            Append([(ChainRecordKind.Cut, torn.ToString(CultureInfo.InvariantCulture))]);
        }
    }

    /// <summary>The next file. Its name appears when its header is on disk, so that no file is ever without one.</summary>
    private void Begin()
    {
        var name = Path.Combine(Folder, ChainFiles.Name(Sequence + 1));
        ChainFiles.Replace(name, ChainFormat.Header(key, new ChainHeader(Chain, Sequence + 1, mac)));
        syncFolder(Folder);
        file = new FileStream(name, FileMode.Append, FileAccess.Write, FileShare.Read);
    }
}
