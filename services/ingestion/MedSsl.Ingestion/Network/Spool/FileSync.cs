using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Network.Spool;

/// <summary>
/// Makes a file's content durable. <c>fdatasync</c> leaves out times of the file, which nobody needs after a crash: for a file that is written over it
/// saves the commit of the file system's journal, half of the time.
/// </summary>
internal static partial class FileSync
{
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (Fdatasync(file) != 0)
        {
            throw new IOException($"fdatasync of a spool file: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>
    /// Lets the disk begin with a part of the file while more of it comes; <see cref="Flush"/> then has less to wait for. A hint, so its failure is none.
    /// </summary>
    public static void Begin(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange(file, offset, length, 2); // SYNC_FILE_RANGE_WRITE
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fdatasync(SafeFileHandle file);
}
