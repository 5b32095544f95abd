using System.Globalization;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace MedSsl.Messaging.RetryTiers;

/// <summary>
/// Quorum queues and retry tiers on RabbitMQ 3.10 to 4.x, with nothing but the broker's own features. A tier is a queue that nobody
/// reads, <c>{queue}_retry_{milliseconds}ms</c>: after the time to live the broker dead-letters the message back to its queue. The
/// name holds the time because a queue's arguments cannot change; a tier that is no longer configured empties itself and can be deleted.
/// </summary>
internal static class RabbitMqRetries
{
    private const string DeadLetterExchange = "x-dead-letter-exchange";
    private const string DeadLetterStrategy = "x-dead-letter-strategy";
    private const string DeliveryLimit = "x-delivery-limit";
    private const string Overflow = "x-overflow";

    public static void Configure(IReceiveEndpointConfigurator endpoint, string queue, MessagingOptions options)
    {
        // A temporary queue (a watcher, one per process) disappears with its connection, which a quorum queue or a tier cannot.
        if (endpoint is RabbitMqReceiveEndpointConfiguration { Settings.AutoDelete: false } durable)
        {
            DeclareQueues(durable, queue, options);
            _ = new RetryTierConfigurationObserver(endpoint, queue, redelivery => RetryPolicy.ConfigureTiers(redelivery, options));
        }

        RetryPolicy.UseImmediateRetries(endpoint, options);
    }

    /// <summary>
    /// The error queue is declared as its queue is, but without the delivery limit and the dead-lettering: an operator may look at its
    /// messages as often as they like. (RabbitMQ 4 limits every quorum queue to 20 deliveries unless a policy on <c>_error$</c> says
    /// otherwise.)
    /// </summary>
    public static void ConfigureErrorQueues(IRabbitMqBusFactoryConfigurator bus)
    {
        bus.SendTopology.ConfigureErrorSettings = RemoveQueueLimits;
        bus.SendTopology.ConfigureDeadLetterSettings = RemoveQueueLimits;
    }

    public static string TierName(string queue, TimeSpan tier) =>
        string.Create(CultureInfo.InvariantCulture, $"{queue}_retry_{(long)tier.TotalMilliseconds}ms");

    private static void DeclareQueues(RabbitMqReceiveEndpointConfiguration endpoint, string queue, MessagingOptions options)
    {
        foreach (var tier in options.EffectiveRetryTiers.Distinct())
        {
            var name = TierName(queue, tier);
            endpoint.BindDeadLetterQueue(name, name, waiting =>
            {
                waiting.SetQuorumQueue();
                waiting.SetQueueArgument("x-message-ttl", (long)tier.TotalMilliseconds);
                DeadLetterTo(waiting, queue);
            });
        }

        endpoint.SetQuorumQueue();
        endpoint.SetQueueArgument(DeliveryLimit, options.DeliveryLimit);

        // The error queue must exist before a message needs it: the broker drops what it cannot route. This comes last because each
        // call makes its exchange the one that the queue dead-letters to.
        var error = queue + "_error";
        endpoint.BindDeadLetterQueue(error, error, poison => poison.SetQuorumQueue());
        DeadLetterTo(endpoint, error);
    }

    /// <summary>At least once: the message leaves its queue when the other queue has confirmed it. The broker demands reject-publish for it.</summary>
    private static void DeadLetterTo(IRabbitMqQueueConfigurator queue, string exchange)
    {
        queue.SetQueueArgument(DeadLetterExchange, exchange);
        queue.SetQueueArgument(DeadLetterStrategy, "at-least-once");
        queue.SetQueueArgument(Overflow, "reject-publish");
    }

    private static void RemoveQueueLimits(IRabbitMqQueueBindingConfigurator queue)
    {
        foreach (var argument in (string[])[DeadLetterExchange, DeadLetterStrategy, DeliveryLimit, Overflow])
        {
            queue.SetQueueArgument(argument, null);
        }
    }
}
