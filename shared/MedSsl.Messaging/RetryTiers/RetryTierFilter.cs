using MassTransit;
using MassTransit.Configuration;
using MassTransit.Serialization;

namespace MedSsl.Messaging.RetryTiers;

/// <summary>Tells the redelivery filter behind it how a message gets into a tier: it is sent to the tier's exchange, with confirmation.</summary>
internal sealed class RetryTierFilter<TMessage>(string queue)
    : IFilter<ConsumeContext<TMessage>>, IPipeSpecification<ConsumeContext<TMessage>>, IRedeliveryPipeSpecification
    where TMessage : class
{
    public RedeliveryOptions Options { get; set; }

    public Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        context.GetOrAddPayload<MessageRedeliveryContext>(() => new TierRedelivery(context, queue, Options));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("retryTiers");

    public void Apply(IPipeBuilder<ConsumeContext<TMessage>> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];

    private sealed class TierRedelivery(ConsumeContext<TMessage> context, string queue, RedeliveryOptions options) : MessageRedeliveryContext
    {
        public async Task ScheduleRedelivery(TimeSpan delay, Action<ConsumeContext, SendContext>? callback = null)
        {
            var tier = await context.GetSendEndpoint(QueueAddress.Of(RabbitMqRetries.TierName(queue, delay)));
            var send = Pipe.Execute<SendContext<TMessage>>(message =>
            {
                message.ApplyRedeliveryOptions(context, options);
                // A tier queue that somebody deleted must fail this send; without it the broker would drop the message.
                var rabbit = message.GetPayload<RabbitMqSendContext>();
                rabbit.Mandatory = true;
                PlainReply.Copy(context, rabbit);
                callback?.Invoke(context, message);
            });
            await tier.Send(context.Message, new ForwardMessagePipe<TMessage>(context, send), context.CancellationToken);
        }
    }
}
