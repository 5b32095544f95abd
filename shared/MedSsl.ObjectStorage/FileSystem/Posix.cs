using System.Runtime.InteropServices;

namespace MedSsl.ObjectStorage.FileSystem;

/// <summary>Two calls of the operating system that the base class library does not offer.</summary>
internal static partial class Posix
{
    private const int NoEntry = 2; // ENOENT
    private const int Exists = 17; // EEXIST
    private const int Invalid = 22; // EINVAL: this file system cannot sync a directory
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Gives a file a second name, at once or not at all; false when that name is taken.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (Link(existing, name) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw Failure("link", name, error);
    }

    /// <summary>Makes the names in a folder durable: a file's own fsync covers its content, not its directory entry.</summary>
    public static void SyncDirectory(string folder)
    {
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw Failure("open", folder, error);
        }

        try
        {
            if (Sync(handle) != 0 && Marshal.GetLastPInvokeError() is var error and not Invalid)
            {
                throw Failure("fsync", folder, error);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure(string call, string path, int error)
    {
        var message = $"{call} {path}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error == NoEntry ? new DirectoryNotFoundException(message) : new IOException(message);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
