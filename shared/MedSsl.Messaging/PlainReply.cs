using System.Text.Json;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace MedSsl.Messaging;

/// <summary>
/// The answer to a client without MassTransit, which names its reply queue in the AMQP property <c>reply-to</c>: plain JSON to that queue,
/// with the client's <c>correlation-id</c> and the name of the answer as <c>type</c>.
/// </summary>
internal static class PlainReply
{
    public static async Task SendIfAwaitedAsync<T>(ConsumeContext context, T answer)
        where T : class
    {
        if (ReplyToOf(context) is { } request && context.ReceiveContext.TryGetPayload<ChannelContext>(out var channel))
        {
            var properties = new BasicProperties { ContentType = "application/json", Type = typeof(T).Name, CorrelationId = request.CorrelationId };
            var body = JsonSerializer.SerializeToUtf8Bytes(answer, JsonSerializerOptions.Web);
            // Not mandatory: a client that went away is no reason to consume its command again.
            await channel.BasicPublishAsync("", request.ReplyTo!, false, properties, body, true, context.CancellationToken);
        }
    }

    /// <summary>Keeps the reply queue of a message that is put into a tier.</summary>
    public static void Copy(ConsumeContext from, RabbitMqSendContext to)
    {
        if (ReplyToOf(from) is { } request)
        {
            to.BasicProperties.ReplyTo = request.ReplyTo;
            to.BasicProperties.CorrelationId = request.CorrelationId;
        }
    }

    private static IReadOnlyBasicProperties? ReplyToOf(ConsumeContext context) =>
        context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && !string.IsNullOrEmpty(delivery.Properties.ReplyTo)
            ? delivery.Properties
            : null;
}
