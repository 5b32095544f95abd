using System.Diagnostics;
using MedSsl.Messaging;
using MedSsl.Testing;
using RabbitMQ.Client;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>
/// A private broker for the tests, started by deploy/local/rabbitmq.sh. Where it cannot start, the tests that need it are skipped with
/// the reason; with MEDSSL_REQUIRE_SERVERS=1 they fail.
/// </summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    private readonly string _folder = Repository.NewTemporaryFolder();
    private string? _failure;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            _failure = exception.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunScriptAsync("stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Options for this broker; the test is skipped, or fails, where there is none.</summary>
    public MessagingOptions Options()
    {
        if (_failure is not null && Environment.GetEnvironmentVariable("MEDSSL_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail("MEDSSL_REQUIRE_SERVERS=1, but RabbitMQ did not start: " + _failure);
        }

        Assert.SkipWhen(_failure is not null, "RabbitMQ did not start: " + _failure);
        return new MessagingOptions { Transport = MessagingOptions.RabbitMQ, Host = "127.0.0.1", Port = _port };
    }

    /// <summary>A connection of the bare client, as somebody without MassTransit would open it.</summary>
    public async Task<IConnection> ConnectAsync() =>
        await new ConnectionFactory { Uri = new Uri($"amqp://guest:guest@127.0.0.1:{_port}/") }.CreateConnectionAsync();

    /// <summary>SIGKILL, as a crash of the machine would look to the clients.</summary>
    public Task KillAsync() => RunScriptAsync("kill");

    public async Task StartAsync()
    {
        var environment = await RunScriptAsync("start");
        _port = int.Parse(environment.Split("MEDSSL_Bus__Port=")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<string> RunScriptAsync(string verb)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "deploy", "local", "rabbitmq.sh"), verb])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MEDSSL_LOCAL_DIR"] = _folder },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException((await errors).Trim());
    }
}
