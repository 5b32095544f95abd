using System.Globalization;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>The files of the spool that hold no object now: kept for the next ones up to a number of bytes, deleted above it.</summary>
internal sealed class SpoolSlots(string folder)
{
    private const string Extension = ".spool";

    private readonly Lock gate = new();
    private readonly Stack<SpoolSlot> free = new();
    private long freeBytes;
    private long lastNumber;

    /// <summary>All files that are there, whatever they hold.</summary>
    public List<SpoolSlot> Find()
    {
        var slots = new List<SpoolSlot>();
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                lastNumber = Math.Max(lastNumber, number);
                slots.Add(new SpoolSlot(file) { IsNameDurable = true, Capacity = new FileInfo(file).Length });
            }
        }

        return slots;
    }

    public SpoolSlot Take()
    {
        lock (gate)
        {
            if (free.TryPop(out var slot))
            {
                freeBytes -= slot.Capacity;
                return slot;
            }

            return new SpoolSlot(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{++lastNumber:D10}{Extension}")));
        }
    }

    /// <summary>Takes back a slot whose object is done with or never became one.</summary>
    public void Return(SpoolSlot slot, long keepBytes)
    {
        lock (gate)
        {
            if (freeBytes + slot.Capacity <= keepBytes)
            {
                freeBytes += slot.Capacity;
                free.Push(slot);
                return;
            }
        }

        File.Delete(slot.Path);
    }
}
