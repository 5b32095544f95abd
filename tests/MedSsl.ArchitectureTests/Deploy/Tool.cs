using System.Diagnostics;
using System.Runtime.Versioning;
using MedSsl.Testing;
using Xunit;

// Shell scripts, file modes and containers: what is tested here exists on Linux only.
[assembly: SupportedOSPlatform("linux")]

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>
/// Runs a command-line tool in the checkout. Where it is not installed the test is skipped and says so; with <c>MEDSSL_REQUIRE_SERVERS=1</c>
/// (.ci/run, which installs everything) it fails instead.
/// </summary>
internal static class Tool
{
    public static ToolResult Run(string tool, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var required = Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1";
        Assert.SkipUnless(required || IsInstalled(tool), $"{tool} is not installed (deploy/local/install.sh tools)");
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended, or never wanted input.
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{tool} did not end within two minutes");
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>A bash script that stands in for a program; answers its path.</summary>
    public static string WriteScript(string folder, string name, string body)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "#!/bin/bash\n" + body);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    /// <summary>Files below a folder of the checkout, as paths relative to the checkout.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal)];

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Repository.Root, relative));

    private static bool IsInstalled(string tool) =>
        tool.Contains('/', StringComparison.Ordinal)
            ? File.Exists(Path.Combine(Repository.Root, tool))
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}

/// <summary>How a tool ended and what it said.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string Everything => Output + Error;

    public void ShouldSucceed() => Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{Everything}");
}
