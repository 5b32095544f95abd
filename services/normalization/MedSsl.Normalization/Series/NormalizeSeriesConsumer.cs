using MassTransit;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Normalization.Series;

/// <summary>A complete series is normalized, or measured while its modality has no reference.</summary>
internal sealed class NormalizeSeriesConsumer(SeriesNormalizer normalizer) : IConsumer<SeriesCompleted>
{
    public Task Consume(ConsumeContext<SeriesCompleted> context) => normalizer.NormalizeAsync(context.Message, context, context.CancellationToken);

    /// <summary>Each series is seconds of computation and up to a gigabyte of pixels: one per core, none waiting in memory.</summary>
    internal sealed class Definition : ConsumerDefinition<NormalizeSeriesConsumer>
    {
        public Definition() => ConcurrentMessageLimit = Environment.ProcessorCount;
    }
}
