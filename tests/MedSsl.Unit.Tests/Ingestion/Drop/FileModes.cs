namespace MedSsl.Unit.Tests.Ingestion.Drop;

/// <summary>Rights of files where the system has them; tests that need them skip elsewhere.</summary>
internal static class FileModes
{
    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
