using MassTransit;
using MedSsl.Contracts.Evaluation;
using MedSsl.ObjectStorage;

namespace MedSsl.Registry.Benchmarks;

/// <summary>The outcome of a benchmark is filed with the model version that it measured.</summary>
internal sealed class FileBenchmarkConsumer(IObjectStore store) : IConsumer<BenchmarkCompleted>
{
    public Task Consume(ConsumeContext<BenchmarkCompleted> context) =>
        store.PutJsonAsync(
            ObjectKeys.ModelBenchmark(context.Message.Model, context.Message.ModelVersion, context.Message.BenchmarkId), context.Message, PutCondition.Overwrite, context.CancellationToken);
}
