using Microsoft.Win32.SafeHandles;

namespace MedSsl.Ingestion.Drop;

/// <summary>What tells one state of a file from another.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedUtc">Last change of the content.</param>
internal readonly record struct FileLook(long Length, DateTime ModifiedUtc)
{
    /// <summary>The file that is open, whatever its name names by now.</summary>
    public static FileLook Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
}
