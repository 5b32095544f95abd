using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Registry.Versions;

/// <summary>The immutable versions of models. A version is created only if it is absent, so two registrations never share a number.</summary>
internal sealed class ModelVersions(IObjectStore store, TimeProvider time)
{
    public IAsyncEnumerable<ModelVersionRecord> ListAsync(string model, CancellationToken cancellationToken) =>
        store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefix(model), cancellationToken);

    public IAsyncEnumerable<ModelVersionRecord> ListAllAsync(CancellationToken cancellationToken) =>
        store.ListJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersionPrefixAll, cancellationToken);

    public Task<ModelVersionRecord?> FindAsync(string model, int version, CancellationToken cancellationToken) =>
        store.ReadJsonAsync<ModelVersionRecord>(ObjectKeys.ModelVersion(model, version), cancellationToken);

    /// <summary>Registers what a run trained; the same run again gives the version that it has.</summary>
    public async Task<(ModelVersionRecord Record, PutResult Put)> RegisterAsync(ModelTrained trained, CancellationToken cancellationToken)
    {
        var newest = 0;
        await foreach (var found in store.ListAsync(ObjectKeys.ModelVersionPrefix(trained.Model), cancellationToken))
        {
            if (await store.ReadJsonWithReferenceAsync<ModelVersionRecord>(found.Key, cancellationToken) is not var (existing, reference))
            {
                continue;
            }

            newest = existing.Version;
            if (existing.RunId == trained.RunId)
            {
                return (existing, new PutResult(reference, Created: false));
            }
        }

        await using var weights = await store.OpenVerifiedAsync(trained.Weights, cancellationToken);
        var blob = await store.PutAsync(ObjectKeys.ModelWeights(trained.Weights.Sha256), weights, trained.Weights.MediaType, PutCondition.IfAbsent, cancellationToken);
        for (var version = newest + 1; ; version++)
        {
            var record = new ModelVersionRecord
            {
                Model = trained.Model,
                Version = version,
                RunId = trained.RunId,
                Backbone = trained.Backbone,
                Dataset = trained.Dataset,
                DatasetVersion = trained.DatasetVersion,
                Weights = blob.Object,
                Recipe = trained.Recipe,
                Curve = trained.Curve,
                RegisteredAt = time.GetUtcNow(),
            };
            var put = await store.PutJsonAsync(ObjectKeys.ModelVersion(trained.Model, version), record, PutCondition.IfAbsent, cancellationToken);
            if (put.Created)
            {
                return (record, put);
            }

            // Somebody else took the number; if for the same run, it is the version of ours, too.
            if (await store.ReadJsonWithReferenceAsync<ModelVersionRecord>(put.Object.Key, cancellationToken) is var (other, reference) && other.RunId == trained.RunId)
            {
                return (other, new PutResult(reference, Created: false));
            }
        }
    }
}
