using System.Text;
using System.Text.Json;
using MassTransit;
using MedSsl.Messaging;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>The contract on a real RabbitMQ broker.</summary>
[Collection(RabbitMqTests.Name)]
public sealed class RabbitMqMessagingTests(RabbitMqServer server) : MessagingContract
{
    private protected override Task<MessagingOptions> TransportAsync() => server.OptionsAsync();

    private protected override async Task<IReadOnlyList<TestBus>> StartCompetingAsync(MessagingOptions options, Script script, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => TestBus.StartAsync(options, Queue, script, concurrency: 4, worker: $"worker-{i}")));

    private protected override async Task<ErrorMessage> TakeErrorAsync(TestBus bus)
    {
        await using var connection = await server.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var message = await Eventually.NotNullAsync(() => channel.BasicGetAsync(Queue + "_error", autoAck: true), "a message in the error queue");
        using var body = JsonDocument.Parse(message.Body);
        return new ErrorMessage(
            body.RootElement.GetProperty("message").GetProperty("id").GetString()!,
            Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![MessageHeaders.FaultMessage]!));
    }
}
