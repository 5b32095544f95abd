using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MedSsl.Testing;

namespace MedSsl.Benchmarks;

/// <summary>The receivers that Debian has, each started for one measurement with the same files. They answer when an object is written, not when it is flushed.</summary>
internal static class IngestPeers
{
    /// <summary>Objects a second that DCMTK's storescp takes; null where it is not installed.</summary>
    public static async Task<double?> StorescpAsync(string folder, string files, int count, bool noDelay, DelayedLink? link = null)
    {
        if (!StoreScu.IsThere("storescp"))
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var port = Loopback.FreePort();
        var info = new ProcessStartInfo("storescp", ["-od", folder, .. noDelay ? (string[])["-pdu", "131072"] : [], port.ToString(CultureInfo.InvariantCulture)]);
        StoreScu.SetNoDelay(info, noDelay);
        return await RateAsync(info, port, new StoreScu(HostOf(link), port, "ANY", noDelay, link?.Within), files, count);
    }

    /// <summary>Objects a second that Orthanc takes; null where it is not installed.</summary>
    public static async Task<double?> OrthancAsync(string folder, string files, int count, bool noDelay = false, DelayedLink? link = null)
    {
        if (!StoreScu.IsThere("Orthanc"))
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var port = Loopback.FreePort();
        var configuration = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(configuration,
            $$"""{"StorageDirectory":"{{folder}}/db","IndexDirectory":"{{folder}}/db","HttpServerEnabled":false,"DicomPort":{{port}},"DicomAlwaysAllowStore":true,"DicomCheckCalledAet":false,"Plugins":[]}""");
        var info = new ProcessStartInfo("Orthanc", [configuration]) { RedirectStandardError = true };
        StoreScu.SetNoDelay(info, noDelay);
        return await RateAsync(info, port, new StoreScu(HostOf(link), port, "ORTHANC", noDelay, link?.Within), files, count);
    }

    private static string HostOf(DelayedLink? link) => link is null ? "127.0.0.1" : DelayedLink.Host;

    private static async Task<double?> RateAsync(ProcessStartInfo info, int port, StoreScu sender, string files, int count)
    {
        using var process = Process.Start(info)!;
        _ = info.RedirectStandardError ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(Answers(port)), $"{info.FileName} on port {port}");
            return count / await sender.SendAsync(files);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
