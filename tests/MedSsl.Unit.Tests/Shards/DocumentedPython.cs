using System.Diagnostics;
using MedSsl.Testing;

namespace MedSsl.Unit.Tests.Shards;

/// <summary>The Python code of a page, and the programs to run it with, so that the page stays true.</summary>
internal static class DocumentedPython
{
    /// <summary>The first Python block of a page in docs/.</summary>
    public static string Snippet(string name)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", name));
        var start = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    /// <summary>A Python 3 that has the modules; null where there is none.</summary>
    public static string? Find(string modules) => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(name => Run(name, "-c", $"import {modules}").Succeeded);

    /// <summary>Runs a program; its output is empty when it is not there.</summary>
    public static (bool Succeeded, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TZ"] = "UTC" },
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode == 0, output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (false, "");
        }
    }
}
