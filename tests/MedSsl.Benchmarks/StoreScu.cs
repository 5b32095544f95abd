using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MedSsl.Dicom;

namespace MedSsl.Benchmarks;

/// <summary>DCMTK's sender as Debian ships it, and files for it. Nagle's algorithm is on unless <paramref name="noDelay"/> turns it off by the environment, DCMTK's way.</summary>
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

    /// <summary>CT slices of 16 bits that do not compress, a hundred to a series; the numbers are in their UIDs, so that other numbers are other instances.</summary>
    public static void WriteSlices(string folder, int first, int count, int size)
    {
        Directory.CreateDirectory(folder);
        var values = new int[size * size];
        for (var slice = first; slice < first + count; slice++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = ((i * 31) + (slice * 17)) & 0xFFF;
            }

            File.WriteAllBytes(Path.Combine(folder, $"{slice - first:D4}.dcm"), SecondaryCapture.Write(new SecondaryCaptureImage
            {
                SopClass = SopClasses.ComputedTomography, PatientId = "bench", StudyUid = $"1.2.826.1.{slice / 1000}", SeriesUid = $"1.2.826.2.{slice / 100}",
                SopInstanceUid = $"1.2.826.3.{slice}", InstanceNumber = slice + 1, Modality = "CT", Rows = size, Columns = size,
                BitsAllocated = 16, BitsStored = 12, PixelData = SecondaryCapture.Pack(values, 16), RescaleSlope = 1, RescaleIntercept = -1024, PixelSpacing = 0.7,
            }));
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
