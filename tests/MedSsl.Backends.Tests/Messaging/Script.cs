using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>What a test's consumer does with each delivery, and what it saw.</summary>
public sealed class Script(Func<Delivery, Task> behaviour)
{
    private readonly ConcurrentDictionary<string, int> _attempts = new();

    public Script()
        : this(_ => Task.CompletedTask)
    {
    }

    /// <summary>Every attempt, in the order of arrival.</summary>
    public ConcurrentQueue<Delivery> Attempts { get; } = new();

    /// <summary>The attempts that ended well.</summary>
    public ConcurrentQueue<Delivery> Done { get; } = new();

    public async Task RunAsync(ConsumeContext<Ping> context, string worker)
    {
        var id = context.Message.Id;
        var delivery = new Delivery(id, _attempts.AddOrUpdate(id, 1, (_, count) => count + 1), worker, Stopwatch.GetTimestamp(), Activity.Current?.TraceId.ToString(), context);
        Attempts.Enqueue(delivery);
        await behaviour(delivery);
        Done.Enqueue(delivery);
    }
}
