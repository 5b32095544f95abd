using MassTransit;

namespace MedSsl.Messaging.Telemetry;

/// <summary>Writes what the bus does into <see cref="BusMetrics"/>.</summary>
internal sealed class BusObserver : IReceiveObserver, IConsumeObserver, IPublishObserver
{
    public Task PreReceive(ReceiveContext context)
    {
        BusMetrics.Received.WithLabels(BusMetrics.QueueOf(context.InputAddress)).Inc();
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        // A fault with a consume context was counted by ConsumeFault; this one could not even be read as a message.
        if (!context.TryGetPayload<ConsumeContext>(out _))
        {
            BusMetrics.Faulted.WithLabels(BusMetrics.QueueOf(context.InputAddress), "unreadable").Inc();
        }

        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class
    {
        // Putting a message into a tier is reported as its consumption too, by the redelivery filter.
        if (!consumerType.Contains("RedeliveryRetryFilter", StringComparison.Ordinal))
        {
            var labels = BusMetrics.LabelsOf(context, typeof(T));
            BusMetrics.Consumed.WithLabels(labels).Inc();
            BusMetrics.Duration.WithLabels(labels).Observe(duration.TotalSeconds);
        }

        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        var labels = BusMetrics.LabelsOf(context, typeof(T));
        BusMetrics.Faulted.WithLabels(labels).Inc();
        BusMetrics.Duration.WithLabels(labels).Observe(duration.TotalSeconds);
        return Task.CompletedTask;
    }

    Task IConsumeObserver.PreConsume<T>(ConsumeContext<T> context)
    {
        BusMetrics.InFlight.WithLabels(BusMetrics.LabelsOf(context, typeof(T))).Inc();
        return Task.CompletedTask;
    }

    Task IConsumeObserver.PostConsume<T>(ConsumeContext<T> context)
    {
        BusMetrics.InFlight.WithLabels(BusMetrics.LabelsOf(context, typeof(T))).Dec();
        return Task.CompletedTask;
    }

    Task IConsumeObserver.ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
    {
        BusMetrics.InFlight.WithLabels(BusMetrics.LabelsOf(context, typeof(T))).Dec();
        return Task.CompletedTask;
    }

    Task IPublishObserver.PrePublish<T>(PublishContext<T> context) => Task.CompletedTask;

    Task IPublishObserver.PostPublish<T>(PublishContext<T> context)
    {
        BusMetrics.Published.WithLabels(typeof(T).Name).Inc();
        return Task.CompletedTask;
    }

    Task IPublishObserver.PublishFault<T>(PublishContext<T> context, Exception exception) => Task.CompletedTask;
}
