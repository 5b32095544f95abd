using System.Text;
using System.Threading.Channels;
using MedSsl.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MedSsl.EndToEnd.Tests;

/// <summary>An outsider: RabbitMQ's own client and JSON, as docs/messages.md shows it.</summary>
internal sealed class PlainClient : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;

    private PlainClient(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    public static async Task<PlainClient> ConnectAsync(IReadOnlyDictionary<string, string> settings)
    {
        var factory = new ConnectionFactory
        {
            HostName = settings["Bus:Host"],
            Port = int.Parse(settings["Bus:Port"], System.Globalization.CultureInfo.InvariantCulture),
            UserName = settings["Bus:Username"],
            Password = settings["Bus:Password"],
        };
        var connection = await factory.CreateConnectionAsync();
        return new PlainClient(connection, await connection.CreateChannelAsync());
    }

    /// <summary>Publishes the documented example of a message to its exchange.</summary>
    public async Task PublishExampleAsync(string domain, string message)
    {
        var json = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "golden", "contracts", message + ".json"));
        await PublishAsync(domain, message, json, new BasicProperties { ContentType = "application/json" });
    }

    /// <summary>Publishes a command as JSON and answers the reply.</summary>
    public async Task<string> AskAsync(string domain, string command, string json)
    {
        var queue = await channel.QueueDeclareAsync();
        var replies = await ConsumeAsync(queue.QueueName);
        await PublishAsync(domain, command, json, new BasicProperties { ContentType = "application/json", ReplyTo = queue.QueueName });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await replies.ReadAsync(limit.Token);
    }

    /// <summary>What is published to an exchange from now on.</summary>
    public async Task<ChannelReader<string>> ListenAsync(string exchange)
    {
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, exchange, "");
        return await ConsumeAsync(queue.QueueName);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task PublishAsync(string domain, string message, string json, BasicProperties properties) =>
        await channel.BasicPublishAsync($"MedSsl.Contracts.{domain}:{message}", "", mandatory: true, properties, Encoding.UTF8.GetBytes(json));

    private async Task<ChannelReader<string>> ConsumeAsync(string queue)
    {
        var heard = Channel.CreateUnbounded<string>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            heard.Writer.TryWrite(Encoding.UTF8.GetString(delivery.Body.Span));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return heard.Reader;
    }
}
