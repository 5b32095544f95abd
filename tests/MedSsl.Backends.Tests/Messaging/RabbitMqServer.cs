using System.Globalization;
using MedSsl.Backends.Tests.Servers;
using MedSsl.Messaging;
using RabbitMQ.Client;
using MedSsl.Testing.Servers;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>RabbitMQ. Tests that use it share a collection: one of them kills it.</summary>
public sealed class RabbitMqServer() : LocalServer("rabbitmq.sh")
{
    /// <summary>Options of a service for this broker.</summary>
    public async Task<MessagingOptions> OptionsAsync()
    {
        var environment = await RequireAsync();
        return new MessagingOptions
        {
            Transport = environment["Bus:Transport"],
            Host = environment["Bus:Host"],
            Port = int.Parse(environment["Bus:Port"], CultureInfo.InvariantCulture),
            Username = environment["Bus:Username"],
            Password = environment["Bus:Password"],
        };
    }

    /// <summary>A connection of the bare client, as somebody without MassTransit would open it.</summary>
    public async Task<IConnection> ConnectAsync()
    {
        var options = await OptionsAsync();
        var factory = new ConnectionFactory
        {
            HostName = options.Host,
            Port = options.Port,
            UserName = options.Username,
            Password = options.Password,
        };
        return await factory.CreateConnectionAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class RabbitMqTests : ICollectionFixture<RabbitMqServer>
{
    public const string Name = "RabbitMQ";
}
