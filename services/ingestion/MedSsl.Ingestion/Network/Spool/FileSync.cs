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

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fdatasync(SafeFileHandle file);
}
