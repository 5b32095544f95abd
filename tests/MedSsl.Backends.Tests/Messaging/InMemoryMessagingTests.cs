using MassTransit;
using MedSsl.Messaging;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>The contract on the in-memory transport, the default of one process.</summary>
public sealed class InMemoryMessagingTests : MessagingContract
{
    private protected override Task<MessagingOptions> TransportAsync() => Task.FromResult(new MessagingOptions());

    /// <summary>The memory of one bus is its own: what competes here are the concurrent calls of one consumer.</summary>
    private protected override async Task<IReadOnlyList<TestBus>> StartCompetingAsync(MessagingOptions options, Script script, int count) =>
        [await TestBus.StartAsync(options, Queue, script, concurrency: count)];

    private protected override async Task<ErrorMessage> TakeErrorAsync(TestBus bus)
    {
        var taken = new TaskCompletionSource<ErrorMessage>();
        var handle = bus.Bus.ConnectReceiveEndpoint(Queue + "_error", endpoint => endpoint.Handler<Ping>(context =>
        {
            taken.TrySetResult(new ErrorMessage(context.Message.Id, context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.FaultMessage)!));
            return Task.CompletedTask;
        }));
        await handle.Ready;
        return await taken.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
