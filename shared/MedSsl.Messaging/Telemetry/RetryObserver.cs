using MassTransit;
using Prometheus;

namespace MedSsl.Messaging.Telemetry;

/// <summary>Counts the failures after which a message is tried again.</summary>
internal sealed class RetryObserver(Counter counter) : IRetryObserver
{
    public Task PostCreate<T>(RetryPolicyContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task PostFault<T>(RetryContext<T> context)
        where T : class, PipeContext
    {
        if (context.Context is ConsumeContext consumed)
        {
            counter.WithLabels(BusMetrics.LabelsOf(consumed, typeof(T).GenericTypeArguments.FirstOrDefault() ?? typeof(T))).Inc();
        }

        return Task.CompletedTask;
    }

    public Task PreRetry<T>(RetryContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task RetryFault<T>(RetryContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;

    public Task RetryComplete<T>(RetryContext<T> context)
        where T : class, PipeContext => Task.CompletedTask;
}
