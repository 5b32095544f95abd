using MassTransit;
using MedSsl.Contracts.Models;
using MedSsl.Contracts.Training;

namespace MedSsl.Registry.Versions;

/// <summary>A trained backbone becomes a version of its model.</summary>
internal sealed class RegisterModelConsumer(ModelVersions versions) : IConsumer<ModelTrained>
{
    public async Task Consume(ConsumeContext<ModelTrained> context)
    {
        var (record, put) = await versions.RegisterAsync(context.Message, context.CancellationToken);
        if (put.Created)
        {
            RegistryMetrics.Versions.WithLabels(record.Model).Inc();
        }

        await context.Publish(
            new ModelRegistered
            {
                Model = record.Model,
                Version = record.Version,
                RunId = record.RunId,
                Weights = record.Weights,
                Record = put.Object,
                RegisteredAt = record.RegisteredAt,
            }, context.CancellationToken);
    }

    /// <summary>One at a time: two deliveries of the same event must see each other's version.</summary>
    internal sealed class Definition : ConsumerDefinition<RegisterModelConsumer>
    {
        public Definition() => ConcurrentMessageLimit = 1;
    }
}
