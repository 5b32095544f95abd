using System.Text;
using MedSsl.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>Somebody who speaks AMQP and JSON, and knows nothing of MassTransit. Disposing drops what was received without an answer.</summary>
public sealed class BareClient : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private BareClient(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<BareClient> ConnectAsync(RabbitMqServer server)
    {
        var connection = await server.ConnectAsync();
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new BareClient(connection, await connection.CreateChannelAsync(confirms));
    }

    /// <summary>Publishes and waits for the broker's confirmation; a message that no queue takes is an error.</summary>
    public async Task PublishAsync(string exchange, string routingKey, string body, string? contentType, string? replyTo = null)
    {
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent };
        if (contentType is not null)
        {
            properties.ContentType = contentType;
        }

        if (replyTo is not null)
        {
            properties.ReplyTo = replyTo;
        }

        await _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }

    public async Task<string> DeclareReplyQueueAsync() => (await _channel.QueueDeclareAsync("", exclusive: true)).QueueName;

    /// <summary>Waits for a message and takes it out of the queue.</summary>
    public async Task<string> TakeAsync(string queue)
    {
        var message = await Eventually.NotNullAsync(() => _channel.BasicGetAsync(queue, autoAck: true), $"a message in {queue}");
        return Encoding.UTF8.GetString(message.Body.Span);
    }

    /// <summary>Takes a delivery as a consumer does, and never answers it.</summary>
    public async Task ReceiveWithoutAnswerAsync(string queue)
    {
        var received = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, _) =>
        {
            received.TrySetResult();
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task DeclareQueueAsync(string queue, IDictionary<string, object?> arguments) =>
        _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);

    public Task DeleteQueueAsync(string queue) => _channel.QueueDeleteAsync(queue);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
