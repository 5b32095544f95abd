using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>The built programs as processes of their own, as a person or an orchestrator starts them.</summary>
internal sealed class MedSslProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly Task drained;
    private bool isDisposed;

    private MedSslProcess(Process process)
    {
        this.process = process;
        drained = Task.WhenAll(DrainAsync(process.StandardOutput, output), DrainAsync(process.StandardError, errors));
    }

    public string Output { get { lock (output) { return output.ToString(); } } }

    public string Errors { get { lock (errors) { return errors.ToString(); } } }

    public bool HasExited => process.HasExited;

    /// <summary>Starts the command line; <paramref name="settings"/> become environment variables.</summary>
    public static MedSslProcess Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) => StartProgram("MedSsl.AllInOne", "medssl", settings, arguments);

    /// <summary>Starts the host of one service.</summary>
    public static MedSslProcess StartHost(string project, IReadOnlyDictionary<string, string> settings) => StartProgram(project, project, settings, []);

    /// <summary>Runs the command line to its end and reads its JSON answer.</summary>
    public static async Task<JsonElement> AnswerAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var run = Start(settings, [.. arguments, "--json"]);
        var exitCode = await run.WaitAsync();
        Assert.True(exitCode == 0, $"medssl {string.Join(' ', arguments)} ended with {exitCode}:\n{run.Errors}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    public async Task<int> WaitAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end; it said:\n{Output}\n{Errors}");
        }

        await drained;
        return process.ExitCode;
    }

    /// <summary>SIGKILL: nothing of the process gets a chance to tidy up.</summary>
    public void Kill() => process.Kill();

    /// <summary>Largest resident memory so far, in bytes (VmHWM); null when the process has ended.</summary>
    public long? PeakMemory()
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Ends it if it runs; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static MedSslProcess StartProgram(string project, string assembly, IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var dll = Path.Combine(Repository.Root, "artifacts", "bin", project, configuration, assembly + ".dll");
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings)
        {
            start.Environment["MEDSSL_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new MedSslProcess(Process.Start(start)!);
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }
}
