using MassTransit;
using MassTransit.Configuration;

namespace MedSsl.Messaging.RetryTiers;

/// <summary>Adds redelivery through the tier queues to each message type that an endpoint's consumers take.</summary>
internal sealed class RetryTierConfigurationObserver(IReceiveEndpointConfigurator endpoint, string queue, Action<IRedeliveryConfigurator> configure)
    : ScheduledRedeliveryConfigurationObserver(endpoint, configure)
{
    protected override IRedeliveryPipeSpecification AddRedeliveryPipeSpecification<TMessage>(IConsumePipeConfigurator configurator)
    {
        var filter = new RetryTierFilter<TMessage>(queue);
        configurator.AddPipeSpecification(filter);
        return filter;
    }
}
