using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MedSsl.Benchmarks;

/// <summary>DCMTK's sender as Debian ships it. Nagle's algorithm is on unless <paramref name="noDelay"/> turns it off by the environment, DCMTK's way.</summary>
/// <param name="host">Where the receiver listens.</param>
/// <param name="port">Its port.</param>
/// <param name="called">Its AE title.</param>
/// <param name="noDelay">Whether TCP_NODELAY is set.</param>
/// <param name="within">A command that starts the sender elsewhere: see <see cref="DelayedLink.Within"/>.</param>
internal sealed class StoreScu(string host, int port, string called, bool noDelay = false, IReadOnlyList<string>? within = null)
{
    public static bool IsInstalled => IsThere("storescu");

    public static bool IsThere(string tool)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>DCMTK's tools read it when they start.</summary>
    public static void SetNoDelay(ProcessStartInfo info, bool noDelay)
    {
        info.Environment.Remove("TCP_NODELAY");
        if (noDelay)
        {
            info.Environment["TCP_NODELAY"] = "1";
        }
    }

    /// <summary>Sends every file of a folder in each of so many associations at once; seconds.</summary>
    public async Task<double> SendAsync(string files, int associations = 1)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, associations).Select(_ => RunAsync(files)));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task RunAsync(string files)
    {
        string[] command = [.. within ?? [], "storescu", "-R", "-aec", called, "+sd", host, port.ToString(CultureInfo.InvariantCulture), files];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        SetNoDelay(info, noDelay);
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"storescu to {host}:{port}: exit code {process.ExitCode}: {await errors}");
        }
    }
}
