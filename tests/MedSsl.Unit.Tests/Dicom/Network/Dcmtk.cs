using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>The tools of DCMTK, an implementation that is not ours. Without them a test is skipped and says so; in CI it fails instead.</summary>
internal static class Dcmtk
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<(int ExitCode, string Output)> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What hospitals run: Nagle's algorithm as the tool has it by default.
        start.Environment.Remove("TCP_NODELAY");
        using var process = Start(start, tool);
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{tool} did not end within {Limit.TotalMinutes:F0} minutes");
        }
    }

    /// <summary>Runs a tool that must succeed.</summary>
    public static async Task<string> MustAsync(string tool, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(tool, arguments);
        Assert.True(exitCode == 0, $"{tool} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
        return output;
    }

    private static Process Start(ProcessStartInfo start, string tool)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            var reason = $"{tool} is not there: install the package dcmtk";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1", reason);
            throw new InvalidOperationException(reason);
        }
    }
}
