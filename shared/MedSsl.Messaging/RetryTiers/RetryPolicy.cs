using MassTransit;
using MedSsl.Messaging.Telemetry;

namespace MedSsl.Messaging.RetryTiers;

/// <summary>The one retry policy, the same on every transport: a few tries at once, then the tiers, then the error queue.</summary>
internal static class RetryPolicy
{
    /// <summary>Tries again while the delivery is held, with growing pauses: bridges a connection that is being re-established.</summary>
    public static void UseImmediateRetries(IReceiveEndpointConfigurator endpoint, MessagingOptions options) =>
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<InvalidInputException>();
            retry.ConnectRetryObserver(new RetryObserver(BusMetrics.Retried));
            if (options.ImmediateRetries == 0)
            {
                retry.None();
            }
            else
            {
                retry.Incremental(options.ImmediateRetries, options.ImmediateRetryDelay, options.ImmediateRetryDelay);
            }
        });

    /// <summary>Puts the message aside and acknowledges it: bridges an outage without holding up the messages behind it.</summary>
    public static void ConfigureTiers(IRedeliveryConfigurator redelivery, MessagingOptions options)
    {
        redelivery.Ignore<InvalidInputException>();
        redelivery.ConnectRetryObserver(new RetryObserver(BusMetrics.Redelivered));
        redelivery.Intervals([.. options.EffectiveRetryTiers]);
    }
}
