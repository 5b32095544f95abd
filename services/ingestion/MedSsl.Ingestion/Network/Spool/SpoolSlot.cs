using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>A file of the spool that holds one object after another.</summary>
internal sealed class SpoolSlot(string path)
{
    public string Path => path;

    /// <summary>Whether its name is durable; a new file's is only after its first flush.</summary>
    public bool IsNameDurable { get; set; }

    /// <summary>Bytes it has on disk.</summary>
    public long Capacity { get; set; }

    public SafeFileHandle OpenForWriting() => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);

    /// <summary>The header alone; shorter than a header where the file is.</summary>
    public byte[] ReadHeader()
    {
        using var handle = File.OpenHandle(path);
        var header = new byte[SpoolHeader.Length];
        var length = RandomAccess.Read(handle, header, 0);
        return header[..Math.Max(length, 0)];
    }

    /// <summary>The content of an object, in memory that the caller gives back; null where it is not what its checksum says.</summary>
    public MemoryOwner<byte>? Read(SpooledObject spooled)
    {
        using var handle = File.OpenHandle(path);
        var content = MemoryOwner<byte>.Allocate(checked((int)spooled.Length));
        if (TryFill(handle, content.Span) && Crc32C.Of(content.Span) == spooled.Checksum)
        {
            return content;
        }

        content.Dispose();
        return null;
    }

    /// <summary>Makes the header none: the object is done with. Not flushed; an object that comes back after a crash is forwarded again without effect.</summary>
    public void Invalidate()
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(handle, new byte[8], 0);
    }

    private static bool TryFill(SafeFileHandle handle, Span<byte> content)
    {
        for (var position = 0; position < content.Length;)
        {
            var read = RandomAccess.Read(handle, content[position..], SpoolHeader.Length + position);
            if (read == 0)
            {
                return false;
            }

            position += read;
        }

        return true;
    }
}
