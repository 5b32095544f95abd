using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>Makes the names in a folder durable: the fsync of a file covers its content, not its entry in the folder. Windows needs none of it.</summary>
internal sealed partial class FolderSync : IDisposable
{
    private readonly SafeFileHandle? handle;

    public FolderSync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0); // O_RDONLY
        handle = descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"open {folder}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    public void Sync()
    {
        // EINVAL: a file system that keeps names durable by itself and has no such call.
        if (handle is not null && Fsync(handle) != 0 && Marshal.GetLastPInvokeError() is var error and not 22)
        {
            throw new IOException($"fsync of the spool's folder: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    public void Dispose() => handle?.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle file);
}
