using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting.Reconciliation;
using MedSsl.ObjectStorage;

namespace MedSsl.Registry.Versions;

/// <summary>Publishes the end of a run again when no version came of it.</summary>
internal sealed class LostModelReconciler(IObjectStore store, ModelVersions versions, IBus bus, RepublishGate gate) : IReconciler
{
    public string Name => "lost-models";

    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        HashSet<string>? registered = null;
        var republished = 0;
        await foreach (var found in store.ListAsync(ObjectKeys.RunPrefix, cancellationToken))
        {
            if (!found.Key.EndsWith("/result.json", StringComparison.Ordinal) || !gate.IsDue(found.Key, found.LastModified))
            {
                continue;
            }

            registered ??= await versions.ListAllAsync(cancellationToken).Select(version => version.RunId).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
            if (await store.ReadJsonAsync<RunResult>(found.Key, cancellationToken) is { Trained: { } trained } && !registered.Contains(trained.RunId))
            {
                await bus.Publish(trained, cancellationToken);
                republished++;
            }
        }

        return republished;
    }
}
