using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;
using MedSsl.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>
/// Where objects from the network wait between the answer to their sender and the object store. An object is answered with success when its file is
/// flushed; after a crash every such file is found again. Nothing is known in memory only.
/// </summary>
internal sealed class ObjectSpool(
    IOptions<HostingOptions> hosting, IOptions<IngestionOptions> ingestion, DicomSettings settings, TimeProvider time, ILogger<ObjectSpool> logger) : IDisposable
{
    private readonly string folder = Path.Combine(hosting.Value.SpoolFolder, "dicom");
    private readonly SpoolLevel level = new();
    private readonly Channel<SpooledObject> arrived = Channel.CreateUnbounded<SpooledObject>();
    private readonly ConcurrentDictionary<string, int> waiting = new(StringComparer.Ordinal);
    private FileStream? folderLock;
    private FolderSync? folderSync;
    private GroupCommit? commit;
    private SpoolSlots slots = null!;
    private long waitingBytes;
    private long waitingObjects;
    private long lastSequence;
    private long checkedFreeAt;
    private long freeBytes = long.MaxValue;
    private bool wasClosed;

    /// <summary>Objects to forward, in the order of their arrival.</summary>
    public ChannelReader<SpooledObject> Arrived => arrived.Reader;

    public string Folder => folder;

    public long WaitingBytes => Interlocked.Read(ref waitingBytes);

    /// <summary>Opens the folder for this process and finds what an earlier one left.</summary>
    /// <exception cref="IOException">Another process has it open.</exception>
    public void Open()
    {
        CreatePrivateFolder(folder);
        folderLock = new FileStream(Path.Combine(folder, "spool.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        folderSync = new FolderSync(folder);
        commit = new GroupCommit(folderSync);
        slots = new SpoolSlots(folder);
        var found = new List<SpooledObject>();
        foreach (var slot in slots.Find())
        {
            if (SpoolHeader.Read(slot.ReadHeader(), slot) is { } spooled)
            {
                found.Add(spooled);
            }
            else
            {
                slots.Return(slot, settings.Current.SpoolReuseBytes);
            }
        }

        found.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        lastSequence = found.Count > 0 ? found[^1].Sequence : 0;
        found.ForEach(spooled =>
        {
            Account(spooled.Length);
            Announce(spooled);
        });
        if (found.Count > 0)
        {
            Log.SpoolResumes(logger, found.Count, WaitingBytes);
        }
    }

    /// <summary>Whether this process has the spool.</summary>
    public bool IsOpen => folderSync is not null;

    /// <summary>Whether too much waits for more to come.</summary>
    public bool IsClosed
    {
        get
        {
            var closed = level.IsClosed(WaitingBytes, FreeBytes(), settings.Current);
            if (closed != wasClosed)
            {
                wasClosed = closed;
                DicomMetrics.DoorClosed.Set(closed ? 1 : 0);
                Log.SpoolDoor(logger, closed ? "closed" : "open again", WaitingBytes, FreeBytes());
            }

            return closed;
        }
    }

    /// <summary>Opens a place for an object that is about to come.</summary>
    public bool TryBegin(StoreRequest request, string dataset, [NotNullWhen(true)] out IncomingSpoolObject? place, [NotNullWhen(false)] out StoreAnswer? refusal)
    {
        (place, refusal) = (null, null);
        if (IsClosed)
        {
            refusal = new StoreAnswer(DimseStatus.OutOfResources, "too much waits here; send again later");
            return false;
        }

        var slot = slots.Take();
        try
        {
            place = new IncomingSpoolObject(this, slot, request, dataset, ingestion.Value.MaxFileBytes, time, logger);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolWriteFailed(logger, exception);
            refusal = new StoreAnswer(DimseStatus.OutOfResources, "the spool cannot be written");
            return false;
        }
    }

    /// <summary>Whether an object waits here, by its original SOP Instance UID.</summary>
    public bool Holds(string sopInstanceUid) => waiting.ContainsKey(sopInstanceUid);

    /// <summary>Puts an object that could not be forwarded behind the others.</summary>
    public void Requeue(SpooledObject spooled) => arrived.Writer.TryWrite(spooled);

    /// <summary>The object is somewhere else now.</summary>
    public void Release(SpooledObject spooled)
    {
        waiting.AddOrUpdate(spooled.Entry.SopInstanceUid, 0, (_, count) => count - 1);
        waiting.TryRemove(new KeyValuePair<string, int>(spooled.Entry.SopInstanceUid, 0));
        Account(-spooled.Length);
        DicomMetrics.SpoolObjects.Set(Interlocked.Decrement(ref waitingObjects));
        Abandon(spooled.Slot);
    }

    public void Dispose()
    {
        folderSync?.Dispose();
        folderLock?.Dispose();
    }

    /// <summary>Bytes that came or went; objects still on their way count, because their disk space is taken.</summary>
    internal void Account(long bytes) => DicomMetrics.SpoolBytes.Set(Interlocked.Add(ref waitingBytes, bytes));

    internal long NextSequence() => Interlocked.Increment(ref lastSequence);

    internal Task CommitAsync(SpoolSlot slot, Microsoft.Win32.SafeHandles.SafeFileHandle handle) => commit!.CommitAsync(handle, !slot.IsNameDurable);

    /// <summary>The object is durable: from here on it is forwarded.</summary>
    internal void Announce(SpooledObject spooled)
    {
        waiting.AddOrUpdate(spooled.Entry.SopInstanceUid, 1, (_, count) => count + 1);
        DicomMetrics.SpoolObjects.Set(Interlocked.Increment(ref waitingObjects));
        arrived.Writer.TryWrite(spooled);
    }

    /// <summary>A slot holds nothing that is still needed.</summary>
    internal void Abandon(SpoolSlot slot)
    {
        try
        {
            slot.Invalidate();
            slots.Return(slot, settings.Current.SpoolReuseBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolWriteFailed(logger, exception);
        }
    }

    private static void CreatePrivateFolder(string folder)
    {
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Free bytes of the disk, looked at once a second.</summary>
    private long FreeBytes()
    {
        var last = Interlocked.Read(ref checkedFreeAt);
        if ((last == 0 || time.GetElapsedTime(last) > TimeSpan.FromSeconds(1)) && Interlocked.CompareExchange(ref checkedFreeAt, time.GetTimestamp(), last) == last)
        {
            Interlocked.Exchange(ref freeBytes, new DriveInfo(folder).AvailableFreeSpace);
        }

        return Interlocked.Read(ref freeBytes);
    }
}
