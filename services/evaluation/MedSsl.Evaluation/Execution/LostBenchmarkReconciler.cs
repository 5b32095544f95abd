using MedSsl.Hosting.Reconciliation;
using MassTransit;
using MedSsl.ObjectStorage;

namespace MedSsl.Evaluation.Execution;

/// <summary>Publishes the end of a benchmark again when it is not filed with its model: the event was lost with a broker.</summary>
internal sealed class LostBenchmarkReconciler(IObjectStore store, IBus bus, RepublishGate gate) : IReconciler
{
    private const string ResultSuffix = "/result.json";

    public string Name => "lost-benchmarks";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        HashSet<string>? filed = null;
        var republished = 0;
        await foreach (var found in store.ListAsync(ObjectKeys.BenchmarkPrefix, cancellationToken))
        {
            // A result with a report is a completed benchmark; of a failed one nobody keeps the event.
            if (!found.Key.EndsWith(ResultSuffix, StringComparison.Ordinal))
            {
                continue;
            }

            var id = found.Key[ObjectKeys.BenchmarkPrefix.Length..^ResultSuffix.Length];
            filed ??= await store.ListAsync(ObjectKeys.ModelBenchmarkPrefix, cancellationToken)
                .Select(one => Path.GetFileNameWithoutExtension(one.Key)).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
            if (!filed.Contains(id)
                && await store.StatAsync(ObjectKeys.BenchmarkReport(id), cancellationToken) is not null
                && gate.IsDue(found.Key, found.LastModified))
            {
                await BenchmarkEvents.PublishAsync(bus, store, id, cancellationToken);
                republished++;
            }
        }

        return republished;
    }
}
