using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace MedSsl.Shards;

/// <summary>
/// Unpacks zstd frames (RFC 8878): with the system's libzstd where it is installed, as on every Debian and Ubuntu, because decoding is what a loader spends
/// most of its time on and the library takes two thirds of the time (docs/experiments.md); elsewhere with the managed port, to the same bytes. Packing always
/// takes the port: the bytes of a shard are its name, and must not depend on a machine's packages. Thread-safe.
/// </summary>
internal static unsafe partial class ZstdFrame
{
    private const string Library = "libzstd.so.1";

    // One context per thread: creating one costs more than decoding a small image, and a context serves one call at a time.
    [ThreadStatic]
    private static Context? context;

    [ThreadStatic]
    private static Decompressor? decompressor;

    /// <summary>Whether the system's library is used.</summary>
    public static bool IsNative { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Fills <paramref name="target"/> with the content of a frame.</summary>
    /// <returns>What is wrong with the frame; null where it had exactly so many bytes of content.</returns>
    public static string? Unpack(ReadOnlySpan<byte> frame, Span<byte> target) => IsNative ? UnpackNative(frame, target) : UnpackManaged(frame, target);

    internal static string? UnpackManaged(ReadOnlySpan<byte> frame, Span<byte> target)
    {
        try
        {
            return Problem((decompressor ??= new Decompressor()).Unwrap(frame, target), target);
        }
        catch (ZstdException e)
        {
            return e.Message;
        }
    }

    internal static string? UnpackNative(ReadOnlySpan<byte> frame, Span<byte> target)
    {
        context ??= new Context();
        fixed (byte* source = frame)
        fixed (byte* destination = target)
        {
            var written = Decompress(context, destination, (nuint)target.Length, source, (nuint)frame.Length);
            return IsError(written) == 0 ? Problem((long)written, target) : Marshal.PtrToStringUTF8(ErrorName(written));
        }
    }

    private static string? Problem(long written, Span<byte> target) =>
        written == target.Length ? null : $"it holds {written} bytes; {target.Length} were expected";

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint Free(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    private static partial nuint Decompress(Context context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);

    private sealed class Context : SafeHandleZeroOrMinusOneIsInvalid
    {
        public Context()
            : base(ownsHandle: true) => SetHandle(Create());

        protected override bool ReleaseHandle() => Free(handle) == 0;
    }
}
