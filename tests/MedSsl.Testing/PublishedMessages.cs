using System.Collections.Concurrent;
using MassTransit;

namespace MedSsl.Testing;

/// <summary>Everything that was published on a bus, in order, known when the publishing call returns.</summary>
public sealed class PublishedMessages : IPublishObserver
{
    private readonly ConcurrentQueue<object> messages = new();

    /// <summary>Those of one type.</summary>
    public IEnumerable<T> Of<T>() => messages.OfType<T>();

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class
    {
        messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
