using MassTransit;

namespace MedSsl.Messaging.RetryTiers;

/// <summary>Retries on the in-memory transport, which delays messages itself. The order matters: the outer filter comes first.</summary>
internal static class InMemoryRetries
{
    public static void Configure(IReceiveEndpointConfigurator endpoint, MessagingOptions options)
    {
        endpoint.UseDelayedRedelivery(redelivery => RetryPolicy.ConfigureTiers(redelivery, options));
        RetryPolicy.UseImmediateRetries(endpoint, options);
    }
}
