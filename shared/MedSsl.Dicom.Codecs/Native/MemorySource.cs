using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MedSsl.Dicom.Codecs.Native;

/// <summary>Bytes in memory as a stream of OpenJPEG.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemorySource
{
    public byte* Data;
    public long Length;
    public long Position;

    /// <summary>Makes <paramref name="stream"/> read <paramref name="source"/>, which must outlive it.</summary>
    public static void Attach(nint stream, MemorySource* source)
    {
        OpenJpeg.StreamSetReadFunction(stream, &Read);
        OpenJpeg.StreamSetSkipFunction(stream, &Skip);
        OpenJpeg.StreamSetSeekFunction(stream, &Seek);
        OpenJpeg.StreamSetUserData(stream, source, 0);
        OpenJpeg.StreamSetUserDataLength(stream, (ulong)source->Length);
    }

    /// <summary>-1 at the end, as the interface demands.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(void* buffer, nuint count, void* user)
    {
        var source = (MemorySource*)user;
        var length = Math.Min((long)count, source->Length - source->Position);
        if (length <= 0)
        {
            return nuint.MaxValue;
        }

        Buffer.MemoryCopy(source->Data + source->Position, buffer, (long)count, length);
        source->Position += length;
        return (nuint)length;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, void* user)
    {
        var source = (MemorySource*)user;
        if (count < 0 || count > source->Length - source->Position)
        {
            return -1;
        }

        source->Position += count;
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long position, void* user)
    {
        var source = (MemorySource*)user;
        if (position < 0 || position > source->Length)
        {
            return 0;
        }

        source->Position = position;
        return 1;
    }
}
