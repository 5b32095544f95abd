using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MedSsl.Testing.Servers;

/// <summary>
/// A real server of <c>deploy/local</c> in a state folder of its own, started at its first use. Where it cannot be started the test
/// is skipped with the reason; with <c>MEDSSL_REQUIRE_SERVERS=1</c> it fails instead.
/// </summary>
public class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly string _script;
    private readonly string _folder = Repository.NewTemporaryFolder();
    private readonly Lazy<Task<Outcome>> _start;

    public LocalServer(string script)
    {
        _script = Path.Combine(Repository.Root, "deploy", "local", script);
        _start = new Lazy<Task<Outcome>>(() => RunAsync("start"));
    }

    /// <summary>What the server's <c>env</c> says, by configuration key, for example <c>Coordination:ConnectionString</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RequireAsync()
    {
        var outcome = await _start.Value;
        if (outcome.ExitCode != 0)
        {
            var reason = $"{Path.GetFileName(_script)} start failed: {outcome.Errors.Trim()}";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1", reason);
            Assert.Fail(reason);
        }

        return Parse(outcome.Output);
    }

    /// <summary>SIGKILL, as a crash would; the data stays.</summary>
    public Task KillAsync() => MustAsync("kill");

    /// <summary>Brings a killed server back on the same port.</summary>
    public Task StartAgainAsync() => MustAsync("start");

    public async ValueTask DisposeAsync()
    {
        if (_start.IsValueCreated)
        {
            await _start.Value;
            await RunAsync("stop");
        }

        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task MustAsync(string verb)
    {
        var outcome = await RunAsync(verb);
        Assert.True(outcome.ExitCode == 0, $"{_script} {verb}: {outcome.Errors}");
    }

    private async Task<Outcome> RunAsync(string verb)
    {
        var start = new ProcessStartInfo("bash", [_script, verb])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MEDSSL_LOCAL_DIR"] = _folder;
        // The server ends also when this process is killed.
        start.Environment["MEDSSL_LOCAL_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"bash {_script} did not start");
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new Outcome(-1, "", $"no end within {Limit.TotalMinutes:F0} minutes");
        }
    }

    private static Dictionary<string, string> Parse(string output) =>
        output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("MEDSSL_", StringComparison.Ordinal))
            .Select(line => line["MEDSSL_".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => pair[1]);

    private sealed record Outcome(int ExitCode, string Output, string Errors);
}
