using MedSsl.Testing.Servers;

namespace MedSsl.EndToEnd.Tests;

/// <summary>RabbitMQ, Redis and an S3 server of this test run.</summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly LocalServer[] servers = [new("rabbitmq.sh"), new("redis.sh"), new("s3.sh")];

    internal async Task<Deployment> RequireAsync()
    {
        var settings = await Task.WhenAll(servers.Select(server => server.RequireAsync()));
        return Deployment.On(settings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }
}
