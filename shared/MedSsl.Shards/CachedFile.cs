using Microsoft.Win32.SafeHandles;

namespace MedSsl.Shards;

/// <summary>A local copy in a <see cref="ShardCache"/>, open for reading at any offset.</summary>
/// <param name="Handle">The file.</param>
/// <param name="Proven">Whether this process has held the whole copy against its digest; what happened to the disk since is not known.</param>
public sealed record CachedFile(SafeFileHandle Handle, bool Proven) : IDisposable
{
    /// <summary>Closes the file; the cache keeps it.</summary>
    public void Dispose() => Handle.Dispose();
}
